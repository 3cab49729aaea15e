import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOffMs, jitteredBackOffMs } from '../../../shared/system/back-off.ts';

const backOffs = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 100_000 }))
  .map(([firstMs, more]) => ({ firstMs, lastMs: firstMs + more }));
const counts = fc.integer({ min: 1, max: 5_000 });

describe('back-off', () => {
  it('waits the first time first, twice as long each further time, and never beyond the last', () => {
    const backOff = { firstMs: 200, lastMs: 5_000 };

    expect([1, 2, 3, 4, 5, 6, 7].map((failures) => backOffMs(backOff, failures))).toEqual([
      200, 400, 800, 1_600, 3_200, 5_000, 5_000,
    ]);
  });

  it('is doubled or at its last, however often it failed', () => {
    fc.assert(
      fc.property(backOffs, counts, (backOff, failures) => {
        const wait = backOffMs(backOff, failures);
        expect(wait).toBeGreaterThanOrEqual(backOff.firstMs);
        expect(backOffMs(backOff, failures + 1)).toBe(Math.min(backOff.lastMs, wait * 2));
      }),
    );
  });

  it('with jitter is any whole time below it', () => {
    fc.assert(
      fc.property(
        backOffs,
        counts,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (backOff, failures, chance) => {
          const wait = jitteredBackOffMs(backOff, failures, () => chance);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBe(Math.floor(chance * backOffMs(backOff, failures)));
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThan(backOffMs(backOff, failures));
        },
      ),
    );
  });
});
