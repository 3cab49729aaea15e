import * as z from 'zod/mini';
import {
  busyStamp,
  type Ledger,
  type LedgerStore,
  lanes,
  type Rebase,
  type Reservation,
} from '../../pacing/ledger.ts';
import { epochHour, epochPeriod } from '../../pacing/quota-use.ts';
import { ifHolds, isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

const ledgerItem = z.object({
  tat: z.number(),
  interval: z.number(),
  minInterval: z.number(),
  quota: z.number(),
  /** Items of earlier versions have none. */
  unconfirmed: z.optional(z.number()),
  max24Hours: z.number(),
  syncedAt: z.number(),
  busyUntil: z.number(),
  adjustedAt: z.number(),
  cutFrom: z.number(),
  lastCut: z.number(),
  throttledAt: z.number(),
  stoppedLanes: z.array(z.enum(lanes)),
});

/** Names of the counters begin so, and go on with the epoch hour or period. */
const hourPrefix = 'sent';
const periodPrefix = 'new';
const hourName = (hour: number): string => `${hourPrefix}${hour}`;
const periodName = (period: number): string => `${periodPrefix}${period}`;

const countsOf = (
  item: Readonly<Record<string, unknown>>,
  prefix: string,
): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const name in item) {
    const value = name.startsWith(prefix) ? item[name] : undefined;
    if (typeof value !== 'number') continue;
    const at = Number(name.slice(prefix.length));
    if (Number.isInteger(at)) counts.set(at, value);
  }
  return counts;
};

/** A time that was read is that near to the time in the table. */
const readWithinMs = 0.01;

/** SES says -1 where there is no limit, and so does the item: DynamoDB has no infinity. */
const noLimit = -1;

/** Reads the item; the attributes are described in docs/architecture.md. Throws when it is none. */
export const parseLedgerItem = (raw: Readonly<Record<string, unknown>>): Ledger => {
  const item = ledgerItem.parse(raw);
  return {
    tatMs: item.tat,
    intervalMs: item.interval,
    minIntervalMs: item.minInterval,
    quota: item.quota,
    unconfirmed: item.unconfirmed ?? 0,
    max24Hours: item.max24Hours === noLimit ? Number.POSITIVE_INFINITY : item.max24Hours,
    syncedAtMs: item.syncedAt,
    busyUntilMs: item.busyUntil,
    adjustedAtMs: item.adjustedAt,
    margin: { cutFrom: item.cutFrom, lastCut: item.lastCut, cutAtMs: item.throttledAt },
    sentByHour: countsOf(raw, hourPrefix),
    sentByPeriod: countsOf(raw, periodPrefix),
    stoppedLanes: item.stoppedLanes,
  };
};

const limitOf = (max24Hours: number): number =>
  Number.isFinite(max24Hours) ? max24Hours : noLimit;

const toItem = (ledger: Ledger) => ({
  tat: ledger.tatMs,
  interval: ledger.intervalMs,
  minInterval: ledger.minIntervalMs,
  quota: ledger.quota,
  unconfirmed: ledger.unconfirmed,
  max24Hours: limitOf(ledger.max24Hours),
  syncedAt: ledger.syncedAtMs,
  busyUntil: ledger.busyUntilMs,
  adjustedAt: ledger.adjustedAtMs,
  cutFrom: ledger.margin.cutFrom,
  lastCut: ledger.margin.lastCut,
  throttledAt: ledger.margin.cutAtMs,
  stoppedLanes: ledger.stoppedLanes,
  ...Object.fromEntries([...ledger.sentByHour].map(([hour, sent]) => [hourName(hour), sent])),
  ...Object.fromEntries([...ledger.sentByPeriod].map(([at, sent]) => [periodName(at), sent])),
});

/** The condition and effect of a reservation, in DynamoDB's words; `permits` and `take` in `shared/pacing/ledger.ts` are the same in ours. */
const reserveUpdate = (wish: Reservation) => {
  const incMs = wish.count * wish.nextIntervalMs;
  const rateUnchanged = '#interval = :seen';
  const quotaLeft = 'quota >= :need';
  const laneFree = 'busyUntil < :now';
  const slotNear = 'tat BETWEEN :earliest AND :latest';
  const slotPast = 'tat < :earliest';
  const conditions = [
    rateUnchanged,
    ...(wish.charge > 0 ? [quotaLeft] : []),
    wish.branch === 'busy' ? slotNear : slotPast,
    ...(wish.yields ? [laneFree] : []),
  ];
  const climbs = wish.nextIntervalMs !== wish.seenIntervalMs;
  const effects = [
    wish.branch === 'busy' ? 'tat = tat + :inc' : 'tat = :start',
    'quota = quota - :charge',
    ...(wish.stampsBusy
      ? [wish.branch === 'busy' ? 'busyUntil = tat + :stamp' : 'busyUntil = :stamp']
      : []),
    ...(climbs ? ['#interval = :next', 'adjustedAt = :now'] : []),
  ];
  const earliest = wish.nowMs - wish.tauMs;
  return {
    UpdateExpression: `SET ${effects.join(', ')} ADD #hour :charge, #period :charge`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      '#interval': 'interval',
      '#hour': hourName(epochHour(wish.nowMs)),
      '#period': periodName(epochPeriod(wish.nowMs)),
    },
    ExpressionAttributeValues: {
      ':seen': wish.seenIntervalMs,
      ...(wish.charge > 0 ? { ':need': wish.neededQuota } : {}),
      ':charge': wish.charge,
      ':earliest': earliest,
      ...(wish.branch === 'busy'
        ? { ':inc': incMs, ':latest': wish.nowMs + wish.horizonMs }
        : { ':start': earliest + incMs }),
      ...(wish.yields || climbs ? { ':now': wish.nowMs } : {}),
      ...(wish.stampsBusy
        ? { ':stamp': (wish.branch === 'busy' ? 0 : earliest) + incMs + busyStamp }
        : {}),
      ...(climbs ? { ':next': wish.nextIntervalMs } : {}),
    },
  };
};

const removal = ({ hours, periods }: Rebase['forget']): readonly string[] => {
  const names = [...hours.map(hourName), ...periods.map(periodName)];
  return names.length === 0 ? [] : [`REMOVE ${names.join(', ')}`];
};

/** `permitsRebase` and `applyRebase` in `shared/pacing/ledger.ts` are the same in our words. */
const rebaseUpdate = (change: Rebase) => ({
  UpdateExpression: [
    'SET tat = tat + :tatDelta, quota = quota + :quotaDelta, unconfirmed = :unconfirmed, max24Hours = :max, minInterval = :minInterval, #interval = :interval, syncedAt = :now, adjustedAt = :now',
    ...removal(change.forget),
  ].join(' '),
  ConditionExpression: 'syncedAt = :seenSyncedAt AND throttledAt = :seenThrottledAt',
  ExpressionAttributeNames: { '#interval': 'interval' },
  ExpressionAttributeValues: {
    ':tatDelta': change.tatDeltaMs,
    ':quotaDelta': change.quotaDelta,
    ':unconfirmed': change.unconfirmed,
    ':max': limitOf(change.max24Hours),
    ':minInterval': change.minIntervalMs,
    ':interval': change.intervalMs,
    ':now': change.nowMs,
    ':seenSyncedAt': change.seenSyncedAtMs,
    ':seenThrottledAt': change.seenCutAtMs,
  },
});

/**
 * The send ledger of one SES account and region, as one item of the ledger table.
 *
 * @param account - AWS account id that sends
 */
export const ledgerTable = (
  documents: Documents,
  table: string,
  account: string,
  region: string,
): LedgerStore => {
  const Key = { pk: `ses#${account}#${region}` };
  const keys = { TableName: table, Key };

  const read = async () => {
    const item = await documents.get({ ...keys, ConsistentRead: true });
    return item && parseLedgerItem(item);
  };

  /** Carries out a conditional update; undefined when its condition does not hold. */
  const update = async (change: Omit<UpdateRequest, keyof typeof keys>) => {
    const item = await ifHolds(documents.update({ ...keys, ...change, ReturnValues: 'ALL_NEW' }));
    return item && parseLedgerItem(item);
  };

  return {
    read,
    create: async (ledger) => {
      await ifHolds(
        documents.put({
          TableName: table,
          Item: { ...Key, ...toItem(ledger) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    },
    reserve: async (wish) => {
      const taken = await update(reserveUpdate(wish));
      if (taken !== undefined) return { kind: 'taken', ledger: taken };
      // Not ReturnValuesOnConditionCheckFailure: the local engine ignores it, and a lost guess is rare.
      const ledger = await read();
      return ledger === undefined ? { kind: 'missing' } : { kind: 'refused', ledger };
    },
    cut: async (from, { margin, intervalMs, nowMs, tatDeltaMs }) => {
      await update({
        UpdateExpression:
          'SET tat = tat + :tatDelta, #interval = :interval, cutFrom = :cutFrom, lastCut = :lastCut, throttledAt = :throttledAt, adjustedAt = :now',
        ConditionExpression: 'throttledAt = :seenThrottledAt AND minInterval = :minInterval',
        ExpressionAttributeNames: { '#interval': 'interval' },
        ExpressionAttributeValues: {
          ':tatDelta': tatDeltaMs,
          ':interval': intervalMs,
          ':cutFrom': margin.cutFrom,
          ':lastCut': margin.lastCut,
          ':throttledAt': margin.cutAtMs,
          ':now': nowMs,
          ':seenThrottledAt': from.margin.cutAtMs,
          ':minInterval': from.minIntervalMs,
        },
      });
    },
    rebase: async (change) => (await update(rebaseUpdate(change))) !== undefined,
    heal: async (seenTatMs, nowMs) => {
      await update({
        UpdateExpression: 'SET tat = :now',
        // The table adds decimals: a slot has more digits there than the number that was read of it, and never equals it.
        ConditionExpression: 'tat BETWEEN :low AND :high',
        ExpressionAttributeValues: {
          ':now': nowMs,
          ':low': seenTatMs - readWithinMs,
          ':high': seenTatMs + readWithinMs,
        },
      });
    },
    recordStoppedLanes: async (stopped) => {
      await update({
        UpdateExpression: 'SET stoppedLanes = :stopped',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':stopped': stopped },
      });
    },
    takeTurn: (nowMs, freeSinceMs) =>
      isDone(
        documents.update({
          TableName: table,
          Key: { pk: `${Key.pk}#turn` },
          UpdateExpression: 'SET takenAt = :now',
          ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt <= :freeSince',
          ExpressionAttributeValues: { ':now': nowMs, ':freeSince': freeSinceMs },
        }),
      ),
  };
};
