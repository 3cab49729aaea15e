import { describe, expect, it } from '@jest/globals';
import {
  claimsAreBelievedMs,
  failedReadingRestsMs,
  knownClaims,
} from '../../../shared/feedback/known-claims.ts';

const sender = { source: 'a@clinic.example', from: [], identity: undefined };
const clinic = { kind: 'tenant', tenantId: 'clinic' };

const world = () => {
  const clock = { nowMs: 1_000_000, now: () => clock.nowMs };
  const table = { readings: 0, isDown: false, senders: ['clinic.example'] };
  const find = knownClaims(async () => {
    table.readings += 1;
    if (table.isDown) throw new Error('down');
    return [{ tenantId: 'clinic', senders: table.senders }];
  }, clock);
  return { clock, table, find };
};

describe('known-claims', () => {
  it('reads the claims when the first event asks, and once for all that ask at once', async () => {
    const { table, find } = world();
    expect(table.readings).toBe(0);

    expect(await Promise.all([find(sender), find(sender)])).toEqual([clinic, clinic]);
    expect(table.readings).toBe(1);
  });

  it('believes them for a minute, and follows a change after that', async () => {
    const { clock, table, find } = world();
    await find(sender);
    table.senders = ['other.example'];

    clock.nowMs += claimsAreBelievedMs - 1;
    expect(await find(sender)).toEqual(clinic);
    clock.nowMs += 1;
    expect(await find(sender)).toEqual({ kind: 'nobody' });
    expect(table.readings).toBe(2);
  });

  it('fails for those that ask while the table is down, asks it once a second, and recovers', async () => {
    const { clock, table, find } = world();
    table.isDown = true;
    await expect(find(sender)).rejects.toThrow('down');
    table.isDown = false;
    await expect(find(sender)).rejects.toThrow('down');
    expect(table.readings).toBe(1);

    clock.nowMs += failedReadingRestsMs;
    expect(await find(sender)).toEqual(clinic);
    expect(table.readings).toBe(2);
  });

  it('does not go by old claims when a new reading fails', async () => {
    const { clock, table, find } = world();
    await find(sender);
    table.isDown = true;
    clock.nowMs += claimsAreBelievedMs;

    await expect(find(sender)).rejects.toThrow('down');
  });
});
