import { pushFor } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { shareAt } from './margin.ts';
import { intervalBy, leftBy } from './new-ledger.ts';
import type { SendQuota } from './ports.ts';
import { isForgotten, used } from './quota-use.ts';

/** Counters that no longer count for the last 24 hours. */
export interface ForgottenCounts {
  /** Epoch hours. */
  readonly hours: readonly number[];
  /** Epoch periods. */
  readonly periods: readonly number[];
}

/** What SES says of rate and quota, as a change of the ledger. */
export interface Rebase {
  readonly seenSyncedAtMs: number;
  /** The interval is reckoned from this cut: one that came since would be undone. */
  readonly seenCutAtMs: number;
  readonly nowMs: number;
  /** Added to the quota, so that what is reserved in between stays counted. */
  readonly quotaDelta: number;
  readonly unconfirmed: number;
  readonly max24Hours: number;
  readonly minIntervalMs: number;
  readonly intervalMs: number;
  /** Added to `tat` when the rate falls, because the slots ahead were reserved at the old rate. */
  readonly tatDeltaMs: number;
  /** Counters that are no longer needed. */
  readonly forget: ForgottenCounts;
}

/**
 * The write that takes over what SES says. Between two of them nothing is ever added to the quota.
 *
 * @param askedAtMs - when SES was asked; what was reserved since is not in its answer
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
 * Whether nothing that a re-base was reckoned from has changed: the condition in
 * `shared/aws/ledger/rebase.ts`.
 */
export const permitsRebase = (ledger: Ledger, change: Rebase): boolean =>
  ledger.syncedAtMs === change.seenSyncedAtMs && ledger.margin.cutAtMs === change.seenCutAtMs;

/** The ledger after a re-base: the effect in `shared/aws/ledger/rebase.ts`. */
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
