import type { Lane } from '../email/streams.ts';
import { bulkReserve, type Ledger } from './ledger.ts';
import { shareAt } from './margin.ts';
import { epochHour, epochPeriod } from './quota-use.ts';
import { tauFor } from './ses-bucket.ts';
import { leadMs } from './slot.ts';

/**
 * One conditional write that takes `count` slots: a GCRA step by virtual scheduling.
 *
 * DynamoDB's expressions have neither max() nor multiplication, so max(tat, now - tau) becomes two
 * branches, chosen by the ledger as last seen: *busy* advances `tat` from where it is; *idle*
 * restarts it at now - tau, because it lies further back. A wrong guess costs one failed write,
 * whose answer brings the current ledger.
 */
export interface Reservation {
  readonly branch: 'busy' | 'idle';
  readonly count: number;
  /** Recipients charged to the 24-hour quota: `count` without the exempt ones. */
  readonly charge: number;
  readonly nowMs: number;
  /**
   * Interval as last seen. The write's condition `interval = seen` makes a change of rate atomic:
   * every worker's next reservation learns of it.
   */
  readonly seenIntervalMs: number;
  /** Interval that the write sets; differs from the one seen only when the margin grows. */
  readonly nextIntervalMs: number;
  readonly tauMs: number;
  /** How far ahead of now `tat` may lie; ms. */
  readonly horizonMs: number;
  /**
   * Recipients that must be left in the quota before the write. Not checked when nothing is
   * charged.
   */
  readonly neededQuota: number;
  /**
   * Since when the transactional lane must not have been marked busy, for mail that yields to it;
   * epoch ms. Undefined for all other mail.
   */
  readonly quietSinceMs: number | undefined;
  /**
   * The transactional lane has a backlog: marks it busy, so that bulk mail is refused until a
   * little after the end of this block.
   */
  readonly stampsBusy: boolean;
}

/** A worker's request for slots. */
export interface ReserveRequest {
  readonly lane: Lane;
  readonly count: number;
  /**
   * Recipients among them that the 24-hour quota does not count, or that were charged with an
   * earlier slot; default 0.
   */
  readonly exempt?: number;
  /** The batch has the largest size that the queue hands over: the sign of a backlog. */
  readonly isFullBatch: boolean;
  /**
   * It takes spare slots only: those that nobody else, of either lane, has taken in time, and that
   * would be lost the next moment. Default: no.
   */
  readonly takesSpare?: boolean;
  /** Latest useful time of the first slot; epoch ms. */
  readonly latestStartMs: number;
}

/**
 * How far ahead of now each lane may reserve; ms. Transactional mail never waits longer for bulk
 * mail than the bulk horizon.
 */
const transactionalHorizonMs = 60_000;
export const bulkHorizonMs = 500;
/** How much earlier transactional mail may reserve a spare slot than bulk mail; ms. */
const spareEarlierMs = 25;
/** Transactional backlog from which the lane is marked busy and bulk mail keeps out; ms. */
const busyAheadMs = 100;
/** How long after the end of the block bulk mail keeps out; ms. */
export const busyStampMs = 150;
/** Shortest time between two changes of the interval in force; ms. */
const adjustEveryMs = 1_000;

/** Computes the write that takes the slots, from the ledger as last seen. */
export const reservation = (seen: Ledger, request: ReserveRequest, nowMs: number): Reservation => {
  const tauMs = tauFor(seen.minIntervalMs);
  const charge = request.count - (request.exempt ?? 0);
  const reserve = request.lane === 'bulk' ? bulkReserve(seen) : 0;
  return {
    branch: isIdle(seen, nowMs) ? 'idle' : 'busy',
    count: request.count,
    charge,
    nowMs,
    seenIntervalMs: seen.intervalMs,
    nextIntervalMs: nextInterval(seen, nowMs),
    tauMs,
    horizonMs: Math.max(
      0,
      Math.min(horizonOf(request, seen.intervalMs), request.latestStartMs - nowMs),
    ),
    neededQuota: charge + reserve,
    quietSinceMs: quietSince(request, nowMs),
    stampsBusy:
      request.lane === 'transactional' &&
      request.takesSpare !== true &&
      request.isFullBatch &&
      seen.tatMs > nowMs + busyAheadMs,
  };
};

/**
 * Bulk mail yields while the transactional lane is marked busy. Mail in spare slots yields a little
 * longer, because bulk mail that waited as well comes first.
 */
const quietSince = (
  { lane, takesSpare }: Pick<ReserveRequest, 'lane' | 'takesSpare'>,
  nowMs: number,
): number | undefined => {
  if (takesSpare === true) return nowMs - bulkHorizonMs;
  return lane === 'bulk' ? nowMs : undefined;
};

/** How far ahead of now a request may reserve; ms. */
const horizonOf = (
  { lane, takesSpare }: Pick<ReserveRequest, 'lane' | 'takesSpare'>,
  intervalMs: number,
): number => {
  // A job for a spare slot has to be handed over now; all others have reserved it by then.
  if (takesSpare === true)
    return leadMs(intervalMs) + (lane === 'transactional' ? spareEarlierMs : 0);
  return lane === 'transactional' ? transactionalHorizonMs : bulkHorizonMs;
};

/**
 * Interval to write: unchanged within a second of its last change, otherwise by the margin at this
 * time.
 */
const nextInterval = (ledger: Ledger, nowMs: number): number =>
  nowMs - ledger.adjustedAtMs < adjustEveryMs
    ? ledger.intervalMs
    : ledger.minIntervalMs / shareAt(ledger.margin, nowMs);

/** Whether `tat` lies so far in the past that nobody uses the ledger; slots then begin anew. */
export const isIdle = ({ tatMs, minIntervalMs }: Ledger, nowMs: number): boolean =>
  tatMs < nowMs - tauFor(minIntervalMs);

/** Whether enough recipients are left in the quota. A write that charges nothing always passes. */
export const hasQuota = (ledger: Ledger, { charge, neededQuota }: Reservation): boolean =>
  charge === 0 || ledger.quota >= neededQuota;

/**
 * Whether the write would go through. `shared/aws/ledger/reserve.ts` repeats this as its DynamoDB
 * condition.
 */
export const permits = (ledger: Ledger, wish: Reservation): boolean =>
  ledger.intervalMs === wish.seenIntervalMs &&
  hasQuota(ledger, wish) &&
  (wish.quietSinceMs === undefined || ledger.busyUntilMs < wish.quietSinceMs) &&
  (wish.branch === 'idle'
    ? ledger.tatMs < wish.nowMs - wish.tauMs
    : ledger.tatMs >= wish.nowMs - wish.tauMs && ledger.tatMs <= wish.nowMs + wish.horizonMs);

const added = (
  counts: ReadonlyMap<number, number>,
  at: number,
  charge: number,
): ReadonlyMap<number, number> => new Map(counts).set(at, (counts.get(at) ?? 0) + charge);

/**
 * The ledger after the write. `shared/aws/ledger/reserve.ts` repeats this as its update expression.
 */
export const take = (ledger: Ledger, wish: Reservation): Ledger => {
  const incMs = wish.count * wish.nextIntervalMs;
  const tatMs = (wish.branch === 'idle' ? wish.nowMs - wish.tauMs : ledger.tatMs) + incMs;
  return {
    ...ledger,
    tatMs,
    intervalMs: wish.nextIntervalMs,
    adjustedAtMs: wish.nextIntervalMs === wish.seenIntervalMs ? ledger.adjustedAtMs : wish.nowMs,
    quota: ledger.quota - wish.charge,
    busyUntilMs: wish.stampsBusy ? tatMs + busyStampMs : ledger.busyUntilMs,
    sentByHour: added(ledger.sentByHour, epochHour(wish.nowMs), wish.charge),
    sentByPeriod: added(ledger.sentByPeriod, epochPeriod(wish.nowMs), wish.charge),
  };
};

/** Time of the first slot of the block that was just taken; epoch ms. */
export const blockStart = (after: Ledger, wish: Reservation): number =>
  after.tatMs - wish.count * wish.nextIntervalMs;
