import type { ReserveAnswer } from '../../pacing/ledger-store.ts';
import { epochHour, epochPeriod } from '../../pacing/quota-use.ts';
import { busyStampMs, type Reservation } from '../../pacing/reservation.ts';
import { hourName, periodName } from './ledger-item.ts';
import { type LedgerRow, type LedgerUpdate, readLedgerRow, updateLedgerRow } from './ledger-row.ts';

/** Reserves slots; reads the ledger when it refused. */
export const reserve = async (row: LedgerRow, wish: Reservation): Promise<ReserveAnswer> => {
  const taken = await updateLedgerRow(row, reserveUpdate(wish));
  if (taken !== undefined) return { kind: 'taken', ledger: taken };
  // Not ReturnValuesOnConditionCheckFailure, because the local engine ignores it and refusals are
  // rare.
  const ledger = await readLedgerRow(row);
  return ledger === undefined ? { kind: 'missing' } : { kind: 'refused', ledger };
};

/** Whether the reservation also raises the margin. */
const climbs = ({ nextIntervalMs, seenIntervalMs }: Reservation): boolean =>
  nextIntervalMs !== seenIntervalMs;

/**
 * Condition of the reservation: `permits` of `shared/pacing/reservation.ts` in DynamoDB's terms.
 * `tests/shared/aws/ledger/ledger-table.test.ts` holds that both agree.
 */
const conditionOf = ({ branch, charge, quietSinceMs }: Reservation): string => {
  const rateUnchanged = '#interval = :seen';
  const quotaLeft = 'quota >= :need';
  const laneFree = 'busyUntil < :quietSince';
  const slotNear = 'tat BETWEEN :earliest AND :latest';
  const slotPast = 'tat < :earliest';
  return [
    rateUnchanged,
    ...(charge > 0 ? [quotaLeft] : []),
    branch === 'busy' ? slotNear : slotPast,
    ...(quietSinceMs === undefined ? [] : [laneFree]),
  ].join(' AND ');
};

/** Effect of the reservation: `take` of `shared/pacing/reservation.ts` as an update expression. */
const effectOf = (wish: Reservation): string => {
  const isBusy = wish.branch === 'busy';
  const stamp = isBusy ? 'busyUntil = tat + :stamp' : 'busyUntil = :stamp';
  const effects = [
    isBusy ? 'tat = tat + :inc' : 'tat = :start',
    'quota = quota - :charge',
    ...(wish.stampsBusy ? [stamp] : []),
    ...(climbs(wish) ? ['#interval = :next', 'adjustedAt = :now'] : []),
  ];
  return `SET ${effects.join(', ')} ADD #hour :charge, #period :charge`;
};

const valuesOf = (wish: Reservation) => {
  const isBusy = wish.branch === 'busy';
  const incMs = wish.count * wish.nextIntervalMs;
  const earliest = wish.nowMs - wish.tauMs;
  return {
    ':seen': wish.seenIntervalMs,
    ...(wish.charge > 0 ? { ':need': wish.neededQuota } : {}),
    ':charge': wish.charge,
    ':earliest': earliest,
    ...(isBusy
      ? { ':inc': incMs, ':latest': wish.nowMs + wish.horizonMs }
      : { ':start': earliest + incMs }),
    ...(wish.quietSinceMs === undefined ? {} : { ':quietSince': wish.quietSinceMs }),
    ...(wish.stampsBusy ? { ':stamp': (isBusy ? 0 : earliest) + incMs + busyStampMs } : {}),
    ...(climbs(wish) ? { ':next': wish.nextIntervalMs, ':now': wish.nowMs } : {}),
  };
};

/**
 * Conditional update that reserves slots: the rules of `shared/pacing/reservation.ts` as DynamoDB
 * expressions.
 */
export const reserveUpdate = (wish: Reservation): LedgerUpdate => ({
  UpdateExpression: effectOf(wish),
  ConditionExpression: conditionOf(wish),
  ExpressionAttributeNames: {
    '#interval': 'interval',
    '#hour': hourName(epochHour(wish.nowMs)),
    '#period': periodName(epochPeriod(wish.nowMs)),
  },
  ExpressionAttributeValues: valuesOf(wish),
});
