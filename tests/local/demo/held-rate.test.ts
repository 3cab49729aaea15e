import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AcceptedCall, measureHeldRate } from '../../../local/demo/held-rate.ts';

/** Small, so that fractions of a millisecond keep their digits. */
const nineMs = 32_400_000;

/** Calls of so many recipients, each leaving the time its slots take, times the slack after it. */
const paced = (
  intervalMs: number,
  calls: readonly { readonly recipients: number; readonly slack: number }[],
): AcceptedCall[] => {
  let atMs = nineMs;
  return calls.map(({ recipients, slack }) => {
    const call: AcceptedCall = [atMs, recipients];
    atMs += recipients * intervalMs * slack;
    return call;
  });
};

const steady = (rate: number, seconds: number): AcceptedCall[] =>
  paced(
    1000 / rate,
    Array.from({ length: rate * seconds + 1 }, () => ({ recipients: 1, slack: 1 })),
  );

describe('held-rate', () => {
  it.each([1, 14, 200])('finds the rate of an even run at %d a second', (rate) => {
    expect(measureHeldRate(steady(rate, 20))).toBeCloseTo(rate, 6);
  });

  it('leaves out a burst at the start and a slow tail', () => {
    const burst = Array.from({ length: 14 }, (): AcceptedCall => [nineMs, 1]);
    const last = steady(14, 20).at(-1)?.[0] ?? 0;
    const tail: readonly AcceptedCall[] = [
      [last + 500, 1],
      [last + 900, 1],
    ];

    expect(measureHeldRate([...burst, ...steady(14, 20), ...tail])).toBeCloseTo(14, 6);
  });

  it('counts a gap in the middle, and one across the edge of the steady part in full', () => {
    const without = (fromMs: number, toMs: number) =>
      steady(10, 20).filter(([atMs]) => atMs <= nineMs + fromMs || atMs >= nineMs + toMs);

    expect(measureHeldRate(without(8000, 12_000))).toBeCloseTo(121 / 16, 6);
    // The steady part would begin at 2 s; it is widened to the last call before the gap.
    expect(measureHeldRate(without(1000, 5000))).toBeCloseTo(131 / 17, 6);
  });

  it('has nothing to say of a run without a steady part', () => {
    expect(measureHeldRate([])).toBeUndefined();
    expect(measureHeldRate([[nineMs, 5]])).toBeUndefined();
    expect(measureHeldRate(steady(100, 2))).toBeUndefined();
  });

  it('does not depend on the order in which the calls are told', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(steady(14, 10), { minLength: 141 }), (calls) => {
        expect(measureHeldRate(calls)).toBeCloseTo(14, 6);
      }),
    ));

  it('never tells more than was paced, however many recipients a call has and however long the pauses', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 200, noNaN: true }),
        fc.array(
          fc.record({
            recipients: fc.integer({ min: 1, max: 50 }),
            slack: fc.constantFrom(1, 1, 1, 1, 1.5),
          }),
          {
            minLength: 20,
            maxLength: 200,
          },
        ),
        (intervalMs, calls) => {
          const held = measureHeldRate(paced(intervalMs, calls)) ?? 0;
          expect(held).toBeLessThanOrEqual((1000 / intervalMs) * (1 + 1e-6));
        },
      ),
    ));
});
