import { describe, expect, it } from '@jest/globals';
import { isDailyLook, isDue, oldMs } from '../../../functions/keep-messages/is-due.ts';

const dayMs = 86_400_000;
/** SQS deletes a message so long after it came. */
const retentionMs = 14 * dayMs;

describe('isDue', () => {
  const at = { nowMs: 10 * dayMs, isCrowded: false, countsReceives: true };

  it.each([
    ['younger than four days', { sentAtMs: 6 * dayMs + 1, receives: 1 }, at, false],
    ['four days old', { sentAtMs: 6 * dayMs, receives: 1 }, at, true],
    ['a day old', { sentAtMs: 9 * dayMs, receives: 1 }, at, false],
    [
      'a day old, on a crowded queue',
      { sentAtMs: 9 * dayMs, receives: 1 },
      { ...at, isCrowded: true },
      true,
    ],
    [
      'fresh, on a crowded queue',
      { sentAtMs: 10 * dayMs, receives: 1 },
      { ...at, isCrowded: true },
      false,
    ],
    [
      'fresh, and received so often that one more makes it a suspect soon',
      { sentAtMs: 10 * dayMs, receives: 4 },
      at,
      true,
    ],
    [
      'fresh, and received often where nobody counts',
      { sentAtMs: 10 * dayMs, receives: 40 },
      { ...at, countsReceives: false },
      false,
    ],
  ])('of a message that is %s: %j', (_, message, circumstances, expected) => {
    expect(isDue(message, circumstances)).toBe(expected);
  });

  it('has nine daily looks or more at every message before SQS deletes it', () => {
    const looks = Array.from({ length: 14 * 24 }, (_, hour) => hour * 3_600_000).filter(
      (nowMs) => isDailyLook(nowMs) && nowMs >= oldMs && nowMs < retentionMs,
    );

    expect(looks.length).toBeGreaterThanOrEqual(9);
  });
});

describe('isDailyLook', () => {
  it('comes in one hour of the day', () => {
    const hours = Array.from({ length: 48 }, (_, hour) => hour);

    expect(hours.filter((hour) => isDailyLook(hour * 3_600_000 + 59 * 60_000))).toEqual([12, 36]);
  });
});
