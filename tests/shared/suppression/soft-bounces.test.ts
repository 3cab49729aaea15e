import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  defaultSoftBounceRule,
  judgeRun,
  runOf,
  superfluous,
} from '../../../shared/suppression/soft-bounces.ts';

const dayMs = 86_400_000;
const monday = Date.UTC(2026, 2, 2);

/** Bounces on these days, named after their place. */
const bouncesOn = (...days: readonly number[]) =>
  new Map(days.map((day, index) => [`b${index}`, monday + day * dayMs]));

const judge = (bounces: ReadonlyMap<string, number>, deliveredOn?: number) =>
  judgeRun(
    runOf(bounces, deliveredOn === undefined ? undefined : monday + deliveredOn * dayMs),
    defaultSoftBounceRule,
  );

describe('soft bounces', () => {
  it('five in a row over seven days suppress for fourteen days from the last', () => {
    expect(judge(bouncesOn(0, 1, 3, 5, 7))).toEqual({
      source: 'b4',
      count: 5,
      sinceMs: monday + 7 * dayMs,
      expiresAtMs: monday + 21 * dayMs,
    });
  });

  it.each([
    ['four, over however long', bouncesOn(0, 30, 60, 90), undefined],
    [
      'twenty in less than seven days',
      bouncesOn(...Array.from({ length: 20 }, (_, index) => index * 0.36)),
      undefined,
    ],
    ['five with a delivery after the first', bouncesOn(0, 2, 4, 6, 8), 1],
    ['five before a delivery', bouncesOn(0, 1, 3, 5, 7), 8],
    ['a delivery in the instant of the last', bouncesOn(0, 1, 3, 5, 7), 7],
    ['none', bouncesOn(), undefined],
  ])('%s suppress nobody', (_, bounces, deliveredOn) => {
    expect(judge(bounces, deliveredOn)).toBeUndefined();
  });

  it('a delivery starts the count anew', () => {
    expect(judge(bouncesOn(0, 1, 2, 3, 8, 9, 10, 11, 15), 7)).toMatchObject({
      count: 5,
      sinceMs: monday + 15 * dayMs,
    });
  });

  it('one more after the pause suppresses again', () => {
    expect(judge(bouncesOn(0, 1, 3, 5, 7, 22))).toMatchObject({ expiresAtMs: monday + 36 * dayMs });
  });

  it('the order in which they are noted does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }),
        fc.option(fc.integer({ min: 0, max: 20 })),
        (days, delivered) => {
          const bounces = bouncesOn(...days);
          const reversed = new Map([...bounces].reverse());
          expect(judge(reversed, delivered ?? undefined)).toEqual(
            judge(bounces, delivered ?? undefined),
          );
        },
      ),
    );
  });

  it('forgetting what is superfluous changes no verdict but its count, and leaves at most twice the count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 }),
        fc.option(fc.integer({ min: 0, max: 40 })),
        (days, delivered) => {
          const bounces = bouncesOn(...days);
          const deliveredAtMs = delivered === null ? undefined : monday + delivered * dayMs;
          const forgotten = new Set(superfluous(bounces, deliveredAtMs, defaultSoftBounceRule));
          const kept = new Map([...bounces].filter(([id]) => !forgotten.has(id)));
          const verdict = (of: ReadonlyMap<string, number>) => {
            const { count, ...rest } = judgeRun(
              runOf(of, deliveredAtMs),
              defaultSoftBounceRule,
            ) ?? { count: 0 };
            return rest;
          };

          expect(verdict(kept)).toEqual(verdict(bounces));
          expect(kept.size).toBeLessThanOrEqual(2 * defaultSoftBounceRule.count);
        },
      ),
    );
  });
});
