import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acceptedBetween,
  allowedBetween,
  billedBetween,
  fairnessOf,
  percentile,
  steadyPart,
  throttledBetween,
  throttlesStop,
  utilisationOf,
  worstSecondOf,
} from '../../../bench/pacing/measure.ts';
import type { Acceptance } from '../../../local/lab/ses-control.ts';

/** One recipient every `everyMs` from `fromMs` on. */
const evenly = (count: number, everyMs: number, fromMs = 0): readonly Acceptance[] =>
  Array.from({ length: count }, (_, index) => [fromMs + index * everyMs, 1]);

const at = (perSecond: number) => [{ fromMs: 0, perSecond }];

const acceptances = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((calls) => calls.toSorted(([a], [b]) => a - b));

describe('measure: utilisation', () => {
  it('is one when every slot is used', () => {
    const calls = evenly(140, 1000 / 14);

    expect(utilisationOf(calls, at(14), { fromMs: 0, toMs: 10_000 })).toBeCloseTo(1, 9);
  });

  it('is one at a recipient per second, however the part lies between the calls', () => {
    const calls = evenly(60, 1000, 370);
    const part = steadyPart(calls, 2_000, { endMs: 60_000, leftQueued: 0, inHand: 10 });

    expect(part && utilisationOf(calls, at(1), part)).toBeCloseTo(1, 9);
  });

  it('follows the rate that was allowed at the time', () => {
    const steps = [
      { fromMs: 0, perSecond: 10 },
      { fromMs: 4_000, perSecond: 5 },
      { fromMs: 6_000, perSecond: 20 },
    ];

    expect(allowedBetween(steps, { fromMs: 3_000, toMs: 7_000 })).toBe(10 + 10 + 20);
    expect(allowedBetween(steps, { fromMs: -1_000, toMs: 1_000 })).toBe(20);
  });

  it('counts recipients, not calls', () => {
    expect(
      acceptedBetween(
        [
          [0, 30],
          [500, 2],
          [1_000, 9],
        ],
        { fromMs: 0, toMs: 1_000 },
      ),
    ).toBe(32);
  });

  it('counts every recipient once, wherever a run is divided', () => {
    fc.assert(
      fc.property(acceptances, fc.integer({ min: 0, max: 20_000 }), (calls, middleMs) => {
        const whole = acceptedBetween(calls, { fromMs: 0, toMs: 30_000 });
        const parts =
          acceptedBetween(calls, { fromMs: 0, toMs: middleMs }) +
          acceptedBetween(calls, { fromMs: middleMs, toMs: 30_000 });

        expect(parts).toBe(whole);
      }),
    );
  });
});

describe('measure: the steady part', () => {
  const calls = evenly(100, 100);

  it('leaves out the ramp and what the containers hold at the end', () => {
    expect(steadyPart(calls, 1_950, { endMs: 12_000, leftQueued: 0, inHand: 20 })).toEqual({
      fromMs: 2_000,
      toMs: 7_900,
    });
  });

  it('reaches to the end of the run when the backlog did', () => {
    expect(steadyPart(calls, 2_000, { endMs: 15_000, leftQueued: 21, inHand: 20 })).toEqual({
      fromMs: 2_000,
      toMs: 15_000,
    });
  });

  it('is not stretched by a straggler that waits in the queue', () => {
    expect(steadyPart(calls, 2_000, { endMs: 200_000, leftQueued: 2, inHand: 20 })).toEqual({
      fromMs: 2_000,
      toMs: 8_100,
    });
  });

  it('is missing from a run that is too short', () => {
    expect(steadyPart(calls, 2_000, { endMs: 12_000, leftQueued: 0, inHand: 90 })).toBeUndefined();
    expect(steadyPart([], 2_000, { endMs: 12_000, leftQueued: 0, inHand: 0 })).toBeUndefined();
  });
});

describe('measure: the worst second', () => {
  it('is the rate when sends are even', () => {
    expect(worstSecondOf(evenly(100, 100), at(10))).toBe(1);
  });

  it('finds a burst across the edge of a second', () => {
    const calls: readonly Acceptance[] = [
      [900, 10],
      [1_100, 10],
      [3_000, 10],
    ];

    expect(worstSecondOf(calls, at(10))).toBe(2);
  });

  it('measures each second by the rate of its time', () => {
    const steps = [
      { fromMs: 0, perSecond: 10 },
      { fromMs: 5_000, perSecond: 5 },
    ];

    expect(worstSecondOf([[7_000, 10]], steps)).toBe(2);
    expect(worstSecondOf([[4_500, 10]], steps)).toBe(1);
  });

  it('is never less than any one window holds', () => {
    fc.assert(
      fc.property(acceptances, fc.integer({ min: 0, max: 20_000 }), (calls, fromMs) => {
        const held = acceptedBetween(calls, { fromMs, toMs: fromMs + 1_000 });

        expect(worstSecondOf(calls, at(1))).toBeGreaterThanOrEqual(held);
      }),
    );
  });
});

describe('measure: fairness', () => {
  it('is one when all have the same, and one nth when one has everything', () => {
    expect(fairnessOf([7, 7, 7, 7])).toBe(1);
    expect(fairnessOf([28, 0, 0, 0])).toBe(0.25);
  });

  it('lies between the two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 20 }),
        (counts) => {
          const fairness = fairnessOf(counts);

          expect(fairness).toBeGreaterThanOrEqual(1 / counts.length - 1e-9);
          expect(fairness).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });
});

describe('measure: percentiles', () => {
  it('gives the value that the share of all does not exceed', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(percentile([9], 0)).toBe(9);
  });

  it('has none of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('measure: throttles', () => {
  const tenth = (t: number, throttled = 1) => ({ t, accepted: 0, throttled });
  const part = { fromMs: 1_000, toMs: 21_000 };

  it('counts those that fall into the part', () => {
    expect(
      throttledBetween([tenth(800), tenth(950, 2), tenth(1_500, 3), tenth(21_000, 5)], part),
    ).toBe(5);
  });

  it('stopped after the last one before five quiet seconds', () => {
    expect(
      throttlesStop([tenth(1_200), tenth(3_000), tenth(6_000), tenth(15_000)], part, 5_000),
    ).toBe(6_100);
  });

  it('stopped when the quiet was five seconds long to the millisecond', () => {
    expect(throttlesStop([tenth(1_000), tenth(6_100)], part, 5_000)).toBe(1_100);
    expect(throttlesStop([tenth(1_000), tenth(6_099)], part, 5_000)).toBe(6_199);
  });

  it('stopped at once when there were none', () => {
    expect(throttlesStop([tenth(2_000, 0)], part, 5_000)).toBe(1_000);
  });

  it('never stopped when the part ends too soon', () => {
    const calls = Array.from({ length: 17 }, (_, index) => tenth(1_000 + index * 1_000));

    expect(throttlesStop(calls, part, 5_000)).toBeUndefined();
  });
});

describe('measure: billed time', () => {
  it('is that of the part, of runs which began before and end after it too', () => {
    const runs = [
      { startedAtMs: 0, durationMs: 1_500 },
      { startedAtMs: 1_200, durationMs: 300 },
      { startedAtMs: 1_900, durationMs: 5_000 },
      { startedAtMs: 2_500, durationMs: 10 },
    ];

    expect(billedBetween(runs, { fromMs: 1_000, toMs: 2_000 })).toBe(500 + 300 + 100);
  });
});
