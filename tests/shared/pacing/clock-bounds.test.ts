import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  correctionMs,
  type DateReading,
  narrow,
  unboundedClock,
} from '../../../shared/pacing/clock-bounds.ts';

const noon = Date.UTC(2026, 10, 21, 12);

/**
 * What a machine sees whose clock is `aheadMs` ahead, when it asks at these true times with these
 * ways there and back.
 */
const readings = (
  aheadMs: number,
  asks: readonly { readonly atMs: number; readonly thereMs: number; readonly backMs: number }[],
): readonly DateReading[] =>
  asks.map(({ atMs, thereMs, backMs }) => {
    const madeMs = noon + atMs + thereMs;
    return {
      sentMs: noon + atMs + aheadMs,
      receivedMs: madeMs + backMs + aheadMs,
      dateMs: Math.floor(madeMs / 1000) * 1000,
    };
  });

const asks = fc.array(
  fc.record({
    atMs: fc.nat({ max: 60_000 }),
    thereMs: fc.nat({ max: 200 }),
    backMs: fc.nat({ max: 200 }),
  }),
  {
    minLength: 1,
    maxLength: 60,
  },
);

describe('clock bounds', () => {
  it('always hold the truth between them', () =>
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), asks, (aheadMs, script) => {
        const bounds = readings(aheadMs, script).reduce(narrow, unboundedClock);

        expect(bounds.lowMs).toBeLessThanOrEqual(-aheadMs);
        expect(bounds.highMs).toBeGreaterThanOrEqual(-aheadMs);
      }),
    ));

  it('never make a clock worse, and leave one that is right alone', () =>
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), asks, (aheadMs, script) => {
        const correction = correctionMs(readings(aheadMs, script).reduce(narrow, unboundedClock));

        expect(Math.abs(aheadMs + correction)).toBeLessThanOrEqual(Math.abs(aheadMs));
        if (aheadMs === 0) expect(correction).toBeCloseTo(0, 9);
      }),
    ));

  it('bring a clock that is seconds off to within some milliseconds after a hundred answers', () => {
    const script = Array.from({ length: 100 }, (_, index) => ({
      atMs: index * 137,
      thereMs: 2,
      backMs: 3,
    }));

    const correction = correctionMs(readings(5_000, script).reduce(narrow, unboundedClock));

    expect(Math.abs(5_000 + correction)).toBeLessThan(20);
  });

  it('begin anew when the clock was set', () => {
    const before = readings(5_000, [{ atMs: 0, thereMs: 1, backMs: 1 }]).reduce(
      narrow,
      unboundedClock,
    );

    const after = readings(0, [{ atMs: 60_000, thereMs: 1, backMs: 1 }]).reduce(narrow, before);

    expect(correctionMs(before)).toBeLessThan(-3_900);
    expect(correctionMs(after)).toBe(0);
  });
});
