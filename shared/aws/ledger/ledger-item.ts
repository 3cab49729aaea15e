import * as z from 'zod/mini';
import type { Lane } from '../../email/streams.ts';
import type { Ledger } from '../../pacing/ledger.ts';

const ledgerItem = z.object({
  tat: z.number(),
  interval: z.number(),
  minInterval: z.number(),
  quota: z.number(),
  /** Absent in items of earlier versions. */
  unconfirmed: z.optional(z.number()),
  max24Hours: z.number(),
  syncedAt: z.number(),
  busyUntil: z.number(),
  adjustedAt: z.number(),
  cutFrom: z.number(),
  lastCut: z.number(),
  throttledAt: z.number(),
  stoppedLanes: z.array(z.enum(['high', 'low'])),
});

/**
 * Names of the lanes in the item. They date from the first version, because existing items use
 * them.
 */
const nameOfLane = { transactional: 'high', bulk: 'low' } as const;
const laneNamed = { high: 'transactional', low: 'bulk' } as const;

/** The attribute `stoppedLanes`. */
export const toStoppedLanes = (stopped: readonly Lane[]): readonly string[] =>
  stopped.map((lane) => nameOfLane[lane]);

/** Prefixes of the counters' names, before the epoch hour or period. */
const hourPrefix = 'sent';
const periodPrefix = 'new';
export const hourName = (hour: number): string => `${hourPrefix}${hour}`;
export const periodName = (period: number): string => `${periodPrefix}${period}`;

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

/** Value of an unlimited quota, as SES writes it; DynamoDB has no infinity. */
const noLimit = -1;

/**
 * Parses the item; docs/pacing.md describes its attributes.
 *
 * @throws when it is not a ledger
 */
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
    stoppedLanes: item.stoppedLanes.map((name) => laneNamed[name]),
  };
};

/** A 24-hour quota as stored in the item. */
export const limitOf = (max24Hours: number): number =>
  Number.isFinite(max24Hours) ? max24Hours : noLimit;

/** Attributes of a ledger, without its key. */
export const toItem = (ledger: Ledger) => ({
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
  stoppedLanes: toStoppedLanes(ledger.stoppedLanes),
  ...Object.fromEntries([...ledger.sentByHour].map(([hour, sent]) => [hourName(hour), sent])),
  ...Object.fromEntries([...ledger.sentByPeriod].map(([at, sent]) => [periodName(at), sent])),
});
