import { describe, expect, it } from '@jest/globals';
import { reserveUpdate } from '../../../../shared/aws/ledger/reserve.ts';
import type { Reservation } from '../../../../shared/pacing/reservation.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const wish: Reservation = {
  branch: 'busy',
  count: 10,
  charge: 10,
  nowMs: noon,
  seenIntervalMs: 50,
  nextIntervalMs: 50,
  tauMs: 300,
  horizonMs: 60_000,
  neededQuota: 10,
  quietSinceMs: undefined,
  stampsBusy: false,
};

describe('reserve', () => {
  it.each<[string, Partial<Reservation>, string, string]>([
    [
      'moves tat on while it is near',
      {},
      '#interval = :seen AND quota >= :need AND tat BETWEEN :earliest AND :latest',
      'SET tat = tat + :inc, quota = quota - :charge',
    ],
    [
      'sets tat anew once it is past',
      { branch: 'idle' },
      '#interval = :seen AND quota >= :need AND tat < :earliest',
      'SET tat = :start, quota = quota - :charge',
    ],
    [
      'asks for no quota where none is charged',
      { charge: 0 },
      '#interval = :seen AND tat BETWEEN :earliest AND :latest',
      'SET tat = tat + :inc, quota = quota - :charge',
    ],
    [
      'keeps bulk mail out while the transactional lane is busy',
      { quietSinceMs: noon },
      '#interval = :seen AND quota >= :need AND tat BETWEEN :earliest AND :latest AND busyUntil < :quietSince',
      'SET tat = tat + :inc, quota = quota - :charge',
    ],
    [
      'stamps the lane busy and lets the margin climb',
      { stampsBusy: true, nextIntervalMs: 40 },
      '#interval = :seen AND quota >= :need AND tat BETWEEN :earliest AND :latest',
      'SET tat = tat + :inc, quota = quota - :charge, busyUntil = tat + :stamp, #interval = :next, adjustedAt = :now',
    ],
  ])('%s', (_, change, condition, effect) => {
    const update = reserveUpdate({ ...wish, ...change });

    expect(update.ConditionExpression).toBe(condition);
    expect(update.UpdateExpression).toBe(`${effect} ADD #hour :charge, #period :charge`);
  });

  it('gives every placeholder of its expressions a value, and no other', () => {
    for (const branch of ['busy', 'idle'] as const)
      for (const charge of [0, 10])
        for (const quietSinceMs of [undefined, noon])
          for (const stampsBusy of [true, false])
            for (const nextIntervalMs of [50, 40]) {
              const update = reserveUpdate({
                ...wish,
                ...{ branch, charge, quietSinceMs, stampsBusy, nextIntervalMs },
              });
              const used = `${update.UpdateExpression} ${update.ConditionExpression}`.match(
                /:\w+/g,
              );

              expect(Object.keys(update.ExpressionAttributeValues ?? {}).toSorted()).toEqual(
                [...new Set(used)].toSorted(),
              );
            }
  });
});
