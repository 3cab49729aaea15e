import { pushFor } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { shareAt } from './margin.ts';
import { intervalBy, leftBy } from './new-ledger.ts';
import type { SendQuota } from './ports.ts';
import { isForgotten, used } from './quota-use.ts';

/** Counters outside the last 24 hours. */
export interface ForgottenCounts {
  /** Epoch hours. */
  readonly hours: readonly number[];
  /** Epoch periods. */
  readonly periods: readonly number[];
}

/** A change of the ledger to the rate and quota that SES reports. */
export interface Rebase {
  readonly seenSyncedAtMs: number;
  /**
   * Time of the last cut when the interval was computed; epoch ms. The write is refused if a later
   * cut exists, because it would undo it.
   */
  readonly seenCutAtMs: number;
  readonly nowMs: number;
  /**
   * Added to `quota` rather than replacing it, so that recipients reserved in the meantime stay
   * counted.
   */
  readonly quotaDelta: number;
  readonly unconfirmed: number;
  readonly max24Hours: number;
  readonly minIntervalMs: number;
  readonly intervalMs: number;
  /**
   * Added to `tat` when the rate falls, because the slots ahead were reserved at the old rate; ms.
   */
  readonly tatDeltaMs: number;
  /** Counters to remove. */
  readonly forget: ForgottenCounts;
}

/**
 * Computes the re-base from a reading of SES. Only a re-base ever adds to the quota.
 *
 * @param askedAtMs - when SES was asked; epoch ms. Its answer lacks what was reserved since
 */
export const rebase = (
  ledger: Ledger,
  reading: SendQuota,
  nowMs: number,
  askedAtMs: number = nowMs,
): Rebase => {
  const minIntervalMs = intervalBy(reading) ?? ledger.minIntervalMs;
  const intervalMs = minIntervalMs / shareAt(ledger.margin, nowMs);
  const recipients = used(ledger, reading.sentLast24Hours, askedAtMs);
  return {
    seenSyncedAtMs: ledger.syncedAtMs,
    seenCutAtMs: ledger.margin.cutAtMs,
    nowMs,
    quotaDelta: leftBy(reading, recipients) - ledger.quota,
    unconfirmed: Math.max(0, recipients - reading.sentLast24Hours),
    max24Hours: reading.max24Hours,
    minIntervalMs,
    intervalMs,
    tatDeltaMs: pushFor(ledger, intervalMs, nowMs),
    forget: {
      hours: forgottenBy(ledger.sentByHour, (hour) => isForgotten.hour(hour, nowMs)),
      periods: forgottenBy(ledger.sentByPeriod, (period) => isForgotten.period(period, nowMs)),
    },
  };
};

const forgottenBy = (counts: ReadonlyMap<number, number>, isOver: (at: number) => boolean) =>
  [...counts.keys()].filter(isOver);

const without = (
  counts: ReadonlyMap<number, number>,
  forgotten: readonly number[],
): ReadonlyMap<number, number> => new Map([...counts].filter(([at]) => !forgotten.includes(at)));

/**
 * Whether the ledger still is what the re-base was computed from. `shared/aws/ledger/rebase.ts`
 * repeats this as its DynamoDB condition.
 */
export const permitsRebase = (ledger: Ledger, change: Rebase): boolean =>
  ledger.syncedAtMs === change.seenSyncedAtMs && ledger.margin.cutAtMs === change.seenCutAtMs;

/**
 * The ledger after a re-base. `shared/aws/ledger/rebase.ts` repeats this as its update expression.
 */
export const applyRebase = (ledger: Ledger, change: Rebase): Ledger => ({
  ...ledger,
  tatMs: ledger.tatMs + change.tatDeltaMs,
  quota: ledger.quota + change.quotaDelta,
  unconfirmed: change.unconfirmed,
  max24Hours: change.max24Hours,
  minIntervalMs: change.minIntervalMs,
  intervalMs: change.intervalMs,
  syncedAtMs: change.nowMs,
  adjustedAtMs: change.nowMs,
  sentByHour: without(ledger.sentByHour, change.forget.hours),
  sentByPeriod: without(ledger.sentByPeriod, change.forget.periods),
});
