import { describe, expect, it } from '@jest/globals';
import { turnsPerSecond } from '../../../shared/system/turns.ts';

describe('turnsPerSecond', () => {
  it('gives so many turns in a second, and as many in the next', () => {
    let nowMs = 5_000;
    const take = turnsPerSecond(2, () => nowMs);

    expect([take(), take(), take()]).toEqual([true, true, false]);
    nowMs = 5_999;
    expect(take()).toBe(false);
    nowMs = 6_000;
    expect([take(), take(), take()]).toEqual([true, true, false]);
  });
});
