import { describe, expect, it } from '@jest/globals';
import { correctedClock } from '../../../shared/system/clock.ts';

describe('correctedClock', () => {
  it("tells the machine's time until a Date header contradicts it, and the corrected one from then on", () => {
    const machine = Date.UTC(2026, 10, 21, 12, 0, 9);
    const { clock, watch } = correctedClock(() => machine);
    const before = clock.now();

    watch.onDate({ sentMs: machine, receivedMs: machine + 10, dateMs: machine - 9_000 });

    expect(before).toBe(machine);
    expect(clock.now()).toBe(machine - 8_000);
  });
});
