import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addToDay,
  type DailyCount,
  dayMs,
  emptyDay,
  fitsDay,
  rollDay,
} from '../../../simulator/account/daily-count.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('daily count', () => {
  it('counts what was sent within 24 hours', () => {
    const day = addToDay(addToDay(emptyDay, 3, noon), 4, noon + 60_000);

    expect(rollDay(day, noon + dayMs - 1).recipients).toBe(7);
  });

  it('forgets a send after 24 hours, and only that one', () => {
    const day = addToDay(addToDay(emptyDay, 3, noon), 4, noon + 60_000);

    expect(rollDay(day, noon + dayMs).recipients).toBe(4);
    expect(rollDay(day, noon + 60_000 + dayMs).recipients).toBe(0);
  });

  it('fits up to the quota and not above it', () => {
    const day = addToDay(emptyDay, 198, noon);

    expect(fitsDay(day, 2, 200, noon)).toBe(true);
    expect(fitsDay(day, 3, 200, noon)).toBe(false);
    expect(fitsDay(day, 3, 200, noon + dayMs)).toBe(true);
  });

  it('knows no quota at -1', () => {
    expect(fitsDay(addToDay(emptyDay, 1e9, noon), 50, -1, noon)).toBe(true);
  });

  it('property: lies between the exact count of the last 24 hours and that of one second more', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            gapMs: fc.oneof(fc.nat(1500), fc.nat(dayMs)),
            recipients: fc.integer({ min: 1, max: 50 }),
          }),
          {
            maxLength: 60,
          },
        ),
        (sends) => {
          let day: DailyCount = emptyDay;
          let nowMs = noon;
          const sent: { atMs: number; recipients: number }[] = [];
          for (const { gapMs, recipients } of sends) {
            nowMs += gapMs;
            sent.push({ atMs: nowMs, recipients });
            day = addToDay(day, recipients, nowMs);
            const within = (spanMs: number): number =>
              sent
                .filter(({ atMs }) => nowMs - atMs < spanMs)
                .reduce((sum, send) => sum + send.recipients, 0);
            expect(day.recipients).toBeGreaterThanOrEqual(within(dayMs));
            expect(day.recipients).toBeLessThanOrEqual(within(dayMs + 1000));
          }
        },
      ),
    ));
});
