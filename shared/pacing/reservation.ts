import type { Lane } from '../email/streams.ts';
import { bulkReserve, type Ledger } from './ledger.ts';
import { shareAt } from './margin.ts';
import { epochHour, epochPeriod } from './quota-use.ts';
import { tauFor } from './ses-bucket.ts';

/**
 * One conditional write that takes `count` slots.
 *
 * DynamoDB's expressions have neither max() nor multiplication, so there are two branches, chosen
 * by what this worker saw last: *busy* moves `tat` on from where it is, *idle* sets it anew because
 * it lies in the past. A wrong guess costs one failed write and teaches the worker everything.
 */
export interface Reservation {
  readonly branch: 'busy' | 'idle';
  readonly count: number;
  /**
   * Recipients that the 24-hour quota counts with this write: `count`, but for those that are
   * exempt from it.
   */
  readonly charge: number;
  readonly nowMs: number;
  /**
   * The condition `interval = seen` makes a change of rate atomic: every worker's next reservation
   * learns it.
   */
  readonly seenIntervalMs: number;
  /** Written with the reservation; other than the one seen only when the margin climbs. */
  readonly nextIntervalMs: number;
  readonly tauMs: number;
  /** `tat` may be at most this far ahead of now. */
  readonly horizonMs: number;
  /**
   * Recipients that have to be left before the reservation. Where it charges nothing, nobody asks.
   */
  readonly neededQuota: number;
  /** Bulk mail: it keeps out while the transactional lane says that it is busy. */
  readonly yields: boolean;
  /**
   * The transactional lane is full: bulk mail keeps out until the end of this block and a little
   * longer.
   */
  readonly stampsBusy: boolean;
}

/** Slots that a worker asks for. */
export interface ReserveRequest {
  readonly lane: Lane;
  readonly count: number;
  /**
   * Of these, recipients that the 24-hour quota does not count, or counted with an earlier slot;
   * none when left out.
   */
  readonly exempt?: number;
  /** The batch came as full as the queue gives them: the sign of a backlog. */
  readonly isFullBatch: boolean;
  /** The latest time at which the first slot is of use. */
  readonly latestStartMs: number;
}

/**
 * How far ahead of now a lane may reserve; ms. Transactional mail waits for no bulk mail longer
 * than the latter's horizon.
 */
const transactionalHorizonMs = 60_000;
export const bulkHorizonMs = 500;
/**
 * A transactional backlog that reaches further ahead than this is one that bulk mail keeps out of;
 * ms.
 */
const busyAheadMs = 100;
/** How much later than the end of the block bulk mail may come back; ms. */
export const busyStampMs = 150;
/** Time between two changes of the interval in force; ms. */
const adjustEveryMs = 1_000;

/** The write that takes the slots, by what was last seen of the ledger. */
export const reservation = (seen: Ledger, request: ReserveRequest, nowMs: number): Reservation => {
  const tauMs = tauFor(seen.minIntervalMs);
  const laneHorizonMs = request.lane === 'transactional' ? transactionalHorizonMs : bulkHorizonMs;
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
    horizonMs: Math.max(0, Math.min(laneHorizonMs, request.latestStartMs - nowMs)),
    neededQuota: charge + reserve,
    yields: request.lane === 'bulk',
    stampsBusy:
      request.lane === 'transactional' && request.isFullBatch && seen.tatMs > nowMs + busyAheadMs,
  };
};

/**
 * The interval to write: unchanged within a second of the last change, then as the margin has
 * grown.
 */
const nextInterval = (ledger: Ledger, nowMs: number): number =>
  nowMs - ledger.adjustedAtMs < adjustEveryMs
    ? ledger.intervalMs
    : ledger.minIntervalMs / shareAt(ledger.margin, nowMs);

/**
 * Whether the next slot lies so far back that nobody can be using the ledger: slots begin anew
 * then.
 */
export const isIdle = ({ tatMs, minIntervalMs }: Ledger, nowMs: number): boolean =>
  tatMs < nowMs - tauFor(minIntervalMs);

/** Whether enough recipients are left. Where none is charged, nobody asks. */
export const hasQuota = (ledger: Ledger, { charge, neededQuota }: Reservation): boolean =>
  charge === 0 || ledger.quota >= neededQuota;

/**
 * Whether the conditional write would go through: the condition in `shared/aws/ledger/reserve.ts`.
 */
export const permits = (ledger: Ledger, wish: Reservation): boolean =>
  ledger.intervalMs === wish.seenIntervalMs &&
  hasQuota(ledger, wish) &&
  (!wish.yields || ledger.busyUntilMs < wish.nowMs) &&
  (wish.branch === 'idle'
    ? ledger.tatMs < wish.nowMs - wish.tauMs
    : ledger.tatMs >= wish.nowMs - wish.tauMs && ledger.tatMs <= wish.nowMs + wish.horizonMs);

const added = (
  counts: ReadonlyMap<number, number>,
  at: number,
  charge: number,
): ReadonlyMap<number, number> => new Map(counts).set(at, (counts.get(at) ?? 0) + charge);

/** The ledger after the write: the effect in `shared/aws/ledger/reserve.ts`. */
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

/** Where the block that was just taken begins; epoch ms. */
export const blockStart = (after: Ledger, wish: Reservation): number =>
  after.tatMs - wish.count * wish.nextIntervalMs;
