import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { trendOf } from '../../../proofs/memory/memory-trend.ts';

const run = (megabytesAt: (messages: number) => number) =>
  trendOf(
    Array.from({ length: 300 }, (_, index) => ({
      messages: (index + 1) * 100,
      megabytes: megabytesAt((index + 1) * 100),
    })),
  );

describe('memory trend', () => {
  it('is flat when memory only goes up and down', () => {
    const trend = run((messages) => 100 + (messages % 1_000) / 100);

    expect(trend).toMatchObject({ isFlat: true, changePercent: 0, peakMegabytes: 109 });
  });

  it('finds a leak of a kilobyte per message', () => {
    const trend = run((messages) => 80 + messages / 1_000);

    expect(trend).toMatchObject({
      isFlat: false,
      firstThirdMegabytes: 85,
      lastThirdMegabytes: 105,
      changePercent: 23.5,
    });
  });

  it('is not misled by a peak', () => {
    expect(run((messages) => (messages === 29_000 ? 500 : 100))).toMatchObject({
      isFlat: true,
      peakMegabytes: 500,
    });
  });

  it('sees every growth by more than a tenth', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 400 }),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        (base, growth) => {
          const grown = (by: number) =>
            run((messages) => (messages > 15_000 ? base * (1 + by) : base));

          expect(grown(0.1 + growth).isFlat).toBe(false);
          expect(grown(Math.min(growth, 0.09)).isFlat).toBe(true);
        },
      ),
    ));

  it('says so when there is too little to compare', () => {
    expect(() => trendOf([{ messages: 100, megabytes: 80 }])).toThrow('too few samples');
  });
});
