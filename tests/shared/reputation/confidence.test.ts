import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { provenRate } from '../../../shared/reputation/confidence.ts';

describe('provenRate', () => {
  it.each([
    [1, 10, 0.0179],
    [6, 100, 0.0278],
    [10, 100, 0.0552],
    [600, 10_000, 0.0555],
    [0, 10, 0],
  ])('of %d in %d is %d', (hits, total, rate) => {
    expect(provenRate(hits, total)).toBeCloseTo(rate, 4);
  });

  it('lies between 0 and the rate that was seen', () =>
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(100_000), (hits, misses) => {
        const seen = hits / Math.max(1, hits + misses);
        expect(provenRate(hits, hits + misses)).toBeGreaterThanOrEqual(0);
        expect(provenRate(hits, hits + misses)).toBeLessThanOrEqual(seen);
      }),
    ));

  it('comes closer to the rate that was seen with every further mail of the same kind', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.nat(1_000),
        fc.integer({ min: 2, max: 50 }),
        (hits, misses, times) => {
          expect(provenRate(hits * times, (hits + misses) * times)).toBeGreaterThan(
            provenRate(hits, hits + misses),
          );
        },
      ),
    ));

  it('takes bounces whose mails are not known yet for as many mails', () => {
    expect(provenRate(5, 2)).toBe(provenRate(5, 5));
  });
});
