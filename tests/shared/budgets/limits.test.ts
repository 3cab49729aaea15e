import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { isLimited, limitsOn } from '../../../shared/budgets/limits.ts';

const dayOf = (date: string): number => utcDay(Date.parse(`${date}T12:00:00Z`));
const perDayOn = (date: string, settings: Parameters<typeof limitsOn>[0]): number =>
  limitsOn(settings, dayOf(date)).perDay;

describe('limits', () => {
  it('are none where nothing is set', () => {
    expect(limitsOn({}, dayOf('2026-11-29'))).toEqual({ perDay: Infinity, perMonth: Infinity });
    expect(isLimited(limitsOn({}, 0))).toBe(false);
    expect(isLimited(limitsOn({ budget: { perMonth: 5 } }, 0))).toBe(true);
  });

  it('grow day by day in a warm-up, from its first day to its last', () => {
    const warmUp = { startsOn: '2026-11-29', firstDay: 50, growthPerDay: 1.5, until: '2026-12-01' };

    expect(
      ['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02'].map((date) =>
        perDayOn(date, { warmUp }),
      ),
    ).toEqual([50, 50, 75, 112, Infinity]);
  });

  it('are the smaller of warm-up and budget', () => {
    const warmUp = { startsOn: '2026-11-29', firstDay: 100, growthPerDay: 2 };

    expect(
      ['2026-11-29', '2026-11-30', '2026-12-01'].map((date) =>
        perDayOn(date, { warmUp, budget: { perDay: 300 } }),
      ),
    ).toEqual([100, 200, 300]);
  });

  it('never shrink from one day of a warm-up to the next, and never exceed the budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.integer({ min: -400, max: 4_000 }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        (firstDay, growthPerDay, offset, perDay) => {
          const warmUp = { startsOn: '2026-11-29', firstDay, growthPerDay };
          const day = dayOf('2026-11-29') + offset;
          const [today, next] = [day, day + 1].map((at) => limitsOn({ warmUp }, at).perDay);

          expect(today === Infinity || Number(today) <= 1_000_000_000).toBe(true);
          expect(today).toBeGreaterThanOrEqual(firstDay);
          expect(next).toBeGreaterThanOrEqual(today ?? Infinity);
          expect(limitsOn({ warmUp, budget: { perDay } }, day).perDay).toBeLessThanOrEqual(perDay);
        },
      ),
    );
  });
});
