/**
 * The send ledger: one item per SES account and region that says when the next mail may go out and how many are left today.
 *
 * A slot says *when*, so one conditional write reserves a whole block and the wait is known. DynamoDB's expressions have neither max()
 * nor multiplication, so there are two branches, chosen by what this worker saw last: *busy* moves `tat` on from where it is, *idle* sets
 * it anew because it lies in the past. A wrong guess costs one failed write and teaches the worker everything.
 */

import { fullMargin, type Margin, shareAt } from './margin.ts';
import type { SendQuota } from './ports.ts';
import { epochHour, epochPeriod, isForgotten, type UseCounts, used } from './quota-use.ts';

/** Transactional mail may queue up far ahead in the ledger; bulk mail only takes what is free right now. */
export type Lane = (typeof lanes)[number];

export const lanes = ['high', 'low'] as const;

export interface Ledger extends UseCounts {
  /** When the next free slot begins (theoretical arrival time); epoch ms, may be fractional. */
  readonly tatMs: number;
  /** Time per recipient in force. */
  readonly intervalMs: number;
  /** Time per recipient at the account's full rate. */
  readonly minIntervalMs: number;
  /** Recipients left in the rolling 24 hours; never more than SES would still take. */
  readonly quota: number;
  /** Recipients that `quota` counts as used, and SES did not at the last re-base: some may have been counted twice. */
  readonly unconfirmed: number;
  /** Max24HourSend; Infinity when SES sets no limit. */
  readonly max24Hours: number;
  /** When SES's quota was read last; epoch ms. */
  readonly syncedAtMs: number;
  /** The low lane waits until then; epoch ms. */
  readonly busyUntilMs: number;
  /** When the margin last moved `intervalMs`; epoch ms. */
  readonly adjustedAtMs: number;
  readonly margin: Margin;
  /** Lanes whose queue refresh-quota has closed, and will open again. */
  readonly stoppedLanes: readonly Lane[];
}

/** One conditional write that takes `count` slots. */
export interface Reservation {
  readonly branch: 'busy' | 'idle';
  readonly count: number;
  /** Recipients that the 24-hour quota counts with this write: `count`, but for those that are exempt from it. */
  readonly charge: number;
  readonly nowMs: number;
  /** The condition `interval = seen` makes a change of rate atomic: every worker's next reservation learns it. */
  readonly seenIntervalMs: number;
  /** Written with the reservation; other than the one seen only when the margin climbs. */
  readonly nextIntervalMs: number;
  readonly tauMs: number;
  /** `tat` may be at most this far ahead of now. */
  readonly horizonMs: number;
  /** Recipients that have to be left before the reservation. Where it charges nothing, nobody asks. */
  readonly neededQuota: number;
  /** The low lane has to keep out while the high lane says it is busy. */
  readonly yields: boolean;
  /** The high lane is full: the low lane keeps out until the end of this block and a little longer. */
  readonly stampsBusy: boolean;
}

/** What `shared/aws` can do with the item. Each rejects when the table cannot be reached. */
export interface LedgerStore {
  readonly read: () => Promise<Ledger | undefined>;
  /** Writes the ledger unless one exists. */
  readonly create: (ledger: Ledger) => Promise<void>;
  /** `taken` with the ledger after the write, or `refused` with the ledger as it is; `missing` when there is none. */
  readonly reserve: (reservation: Reservation) => Promise<ReserveAnswer>;
  /** Writes a cut of the margin, unless another worker has cut since. */
  readonly cut: (from: Ledger, cut: Cut) => Promise<void>;
  /** Writes what SES says of rate and quota, unless another did since. */
  readonly rebase: (rebase: Rebase) => Promise<boolean>;
  /** Puts an impossible `tat` back to now, unless it has moved. */
  readonly heal: (seenTatMs: number, nowMs: number) => Promise<void>;
  /** Only refresh-quota writes them. */
  readonly recordStoppedLanes: (lanes: readonly Lane[]) => Promise<void>;
  /** Takes the turn to ask SES about the account, unless it was taken after `freeSinceMs`; there need not be a ledger. */
  readonly takeTurn: (nowMs: number, freeSinceMs: number) => Promise<boolean>;
}

export type ReserveAnswer =
  | { readonly kind: 'taken'; readonly ledger: Ledger }
  | { readonly kind: 'refused'; readonly ledger: Ledger }
  | { readonly kind: 'missing' };

/** A lower share of the rate, after SES throttled. */
export interface Cut {
  readonly margin: Margin;
  readonly intervalMs: number;
  readonly nowMs: number;
  /** Added to `tat`, because the slots ahead were reserved at the old rate. */
  readonly tatDeltaMs: number;
}

export interface ForgottenCounts {
  /** Epoch hours. */
  readonly hours: readonly number[];
  /** Epoch periods. */
  readonly periods: readonly number[];
}

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

const mostRecipientsPerCall = 50;
const slowRate = 2;
/** At one or two mails a second SES's bucket holds one or two tokens: a mail that is late by its network time must not catch up. */
const slowSlackMs = 60;
const burstToleranceMs = 300;
const highHorizonMs = 60_000;
/** The low lane reserves at most this far ahead: what comes in the other lane waits no longer. */
export const lowHorizonMs = 500;
const busyAheadMs = 100;
const busyStampMs = 150;
const adjustEveryMs = 1_000;
/** No legal backlog reaches this far ahead (the high lane reserves at most 60 s, and then one call); a clock that ran wild does. */
const impossibleAheadMs = (intervalMs: number): number =>
  120_000 + mostRecipientsPerCall * intervalMs;
/** Part of the 24-hour quota that only transactional mail may use. */
const transactionalReserve = 0.05;
/** Stands for "no limit" in the counted quota, and stays exact in a double. */
export const unlimitedQuota = 1e15;

const isSlow = (minIntervalMs: number): boolean => minIntervalMs >= 1000 / slowRate;

/** Milliseconds per recipient at this rate (recipients per second). */
export const minIntervalFor = (ratePerSecond: number): number =>
  1000 / ratePerSecond + (ratePerSecond <= slowRate ? slowSlackMs : 0);

/** A job is handed over this long before its slot at most, so that its claim is written when the slot comes. */
export const longestLeadMs = 250;

/**
 * How far a sender that was idle may lag behind and catch up at once. Where SES's own bucket forgives nothing it is less than none: the first slot
 * after a rest lies as far ahead as it takes to be ready for it.
 */
export const tauFor = (minIntervalMs: number): number =>
  isSlow(minIntervalMs) ? -longestLeadMs : burstToleranceMs;

/** SES's bucket holds a second of rate; a tenth of it is for the way to SES. */
const forgivenLatenessMs = 900;
/** Up to this rate few mails are under way at once. At a higher one, what makes one late makes many late, and their slots would be lost together. */
const evenUpToRate = 50;

/**
 * How long after its slot a mail may leave for SES: while its bucket has kept room for it. A later one would take the room of those that are on
 * time.
 */
export const latenessFor = (minIntervalMs: number): number => {
  if (isSlow(minIntervalMs)) return slowSlackMs / 2;
  // No second holds more than 1.3 of the rate then, however late mails are; 1.4 after a rest, when the first slots lie in the past.
  return minIntervalMs >= 1000 / evenUpToRate ? burstToleranceMs : forgivenLatenessMs;
};

/** Recipients to reserve in one write: a second of rate, so that a crash loses no more. */
export const chunkSize = (intervalMs: number): number => Math.max(1, Math.floor(1000 / intervalMs));

/**
 * Recipients that one call may carry: half a second of rate, because SES takes all of them at once out of a bucket of one second.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html (50 per message)
 */
export const recipientsPerCall = (minIntervalMs: number): number =>
  Math.min(mostRecipientsPerCall, Math.max(1, Math.floor(500 / minIntervalMs + 1e-9)));

/**
 * Recipients that bulk mail has to leave for transactional mail, by SES's word. What may have been counted twice is left already: else bulk mail
 * would wait for it, and a mailing that needs its whole quota would begin later each day.
 */
const lowLaneReserve = ({ max24Hours, unconfirmed }: Ledger): number =>
  Number.isFinite(max24Hours)
    ? Math.max(0, Math.ceil(max24Hours * transactionalReserve) - unconfirmed)
    : 0;

/** Recipients that a lane may still send in the rolling 24 hours; below 0 when others have used up what was left. */
export const roomFor = (ledger: Ledger, lane: Lane): number =>
  ledger.quota - (lane === 'low' ? lowLaneReserve(ledger) : 0);

export interface ReserveRequest {
  readonly lane: Lane;
  readonly count: number;
  /** Of these, recipients that the 24-hour quota does not count, or counted with an earlier slot; none when left out. */
  readonly exempt?: number;
  /** The batch came as full as the queue gives them: the sign of a backlog. */
  readonly isFullBatch: boolean;
  /** The latest time at which the first slot is of use. */
  readonly latestStartMs: number;
}

const nextInterval = (ledger: Ledger, nowMs: number): number =>
  nowMs - ledger.adjustedAtMs < adjustEveryMs
    ? ledger.intervalMs
    : ledger.minIntervalMs / shareAt(ledger.margin, nowMs);

/** Whether the next slot lies so far back that nobody can be using the ledger: slots begin anew then. */
export const isIdle = ({ tatMs, minIntervalMs }: Ledger, nowMs: number): boolean =>
  tatMs < nowMs - tauFor(minIntervalMs);

/** The write that takes the slots, by what was last seen of the ledger. */
export const reservation = (seen: Ledger, request: ReserveRequest, nowMs: number): Reservation => {
  const tauMs = tauFor(seen.minIntervalMs);
  const laneHorizonMs = request.lane === 'high' ? highHorizonMs : lowHorizonMs;
  const charge = request.count - (request.exempt ?? 0);
  const reserve = request.lane === 'low' ? lowLaneReserve(seen) : 0;
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
    yields: request.lane === 'low',
    stampsBusy: request.lane === 'high' && request.isFullBatch && seen.tatMs > nowMs + busyAheadMs,
  };
};

const hasQuota = (ledger: Ledger, { charge, neededQuota }: Reservation): boolean =>
  charge === 0 || ledger.quota >= neededQuota;

/** Whether the conditional write would go through: the same words as the condition in `shared/aws/ledger/ledger-table.ts`. */
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

/** The ledger after the write. */
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

/** How much later than the end of the block the low lane may come back; ms. */
export const busyStamp = busyStampMs;

/** Where the block that was just taken begins; epoch ms. */
export const blockStart = (after: Ledger, wish: Reservation): number =>
  after.tatMs - wish.count * wish.nextIntervalMs;

export type Obstacle =
  /** Only what was last seen was stale: try again at once. */
  | { readonly kind: 'stale' }
  /** No room before then. */
  | { readonly kind: 'full'; readonly untilMs: number }
  /** Not enough recipients left in the 24 hours; more may be by then. */
  | { readonly kind: 'quota'; readonly untilMs: number }
  /** `tat` lies where no backlog can have put it. */
  | { readonly kind: 'impossible' };

/** refresh-quota reads SES's word each minute; what waits for quota looks a moment after that. */
const rebasedWithinMs = 65_000;

/**
 * When to look again for quota: after the next re-base, which alone adds to it. All that waits comes again at one time, so that later mail does not
 * overtake it, and never later than in little more than a minute, so that a raised quota is used at once.
 */
export const lookForQuotaAt = ({ syncedAtMs }: Ledger, nowMs: number): number => {
  const nextMs = syncedAtMs + rebasedWithinMs;
  return nextMs > nowMs && nextMs <= nowMs + rebasedWithinMs ? nextMs : nowMs + rebasedWithinMs;
};

/** Why a reservation was refused, and what to do about it. */
export const obstacle = (ledger: Ledger, wish: Reservation): Obstacle => {
  if (ledger.tatMs > wish.nowMs + impossibleAheadMs(ledger.intervalMs))
    return { kind: 'impossible' };
  if (!hasQuota(ledger, wish))
    return { kind: 'quota', untilMs: lookForQuotaAt(ledger, wish.nowMs) };
  if (wish.yields && ledger.busyUntilMs >= wish.nowMs)
    return { kind: 'full', untilMs: ledger.busyUntilMs + 1 };
  if (ledger.tatMs > wish.nowMs + wish.horizonMs)
    return { kind: 'full', untilMs: ledger.tatMs - wish.horizonMs };
  return { kind: 'stale' };
};

/** Time per recipient by SES's word; undefined while its rate is 0, when it takes no mail at all. */
const intervalBy = ({ maxPerSecond }: SendQuota): number | undefined =>
  maxPerSecond > 0 ? minIntervalFor(maxPerSecond) : undefined;

/** Recipients left by SES's word when so many are used: none while its rate is 0. */
const leftBy = ({ max24Hours, maxPerSecond }: SendQuota, recipients: number): number => {
  if (maxPerSecond <= 0) return 0;
  return Number.isFinite(max24Hours) ? max24Hours - recipients : unlimitedQuota;
};

/** Of an account that was switched off before it ever sent. */
const intervalWhileOff = minIntervalFor(1);

/** A ledger for an account that has none. */
export const newLedger = (reading: SendQuota, nowMs: number): Ledger => {
  const minIntervalMs = intervalBy(reading) ?? intervalWhileOff;
  return {
    tatMs: nowMs,
    intervalMs: minIntervalMs,
    minIntervalMs,
    quota: Math.max(0, leftBy(reading, reading.sentLast24Hours)),
    unconfirmed: 0,
    max24Hours: reading.max24Hours,
    syncedAtMs: nowMs,
    busyUntilMs: 0,
    adjustedAtMs: nowMs,
    margin: fullMargin,
    sentByHour: new Map(),
    sentByPeriod: new Map(),
    // A new ledger does not know: a closed queue may have been closed by the one before.
    stoppedLanes: lanes,
  };
};

/** However much the rate falls, `tat` stays where a backlog may put it. */
const farthestPushMs = (aheadMs: number): number => Math.max(0, 120_000 - aheadMs);

/** How far `tat` moves when the rate falls: the slots ahead stretch to the new rate. Nothing moves when it rises. */
const pushFor = (ledger: Ledger, intervalMs: number, nowMs: number): number => {
  const aheadMs = Math.max(0, ledger.tatMs - nowMs);
  return intervalMs > ledger.intervalMs
    ? Math.min(aheadMs * (intervalMs / ledger.intervalMs - 1), farthestPushMs(aheadMs))
    : 0;
};

/** The write that puts a cut margin into force. */
export const cutTo = (ledger: Ledger, margin: Margin, nowMs: number): Cut => {
  const intervalMs = ledger.minIntervalMs / shareAt(margin, nowMs);
  return { margin, intervalMs, nowMs, tatDeltaMs: pushFor(ledger, intervalMs, nowMs) };
};

/** The ledger after a cut. */
export const applyCut = (
  ledger: Ledger,
  { margin, intervalMs, nowMs, tatDeltaMs }: Cut,
): Ledger => ({
  ...ledger,
  margin,
  intervalMs,
  adjustedAtMs: nowMs,
  tatMs: ledger.tatMs + tatDeltaMs,
});

const forgottenBy = (counts: ReadonlyMap<number, number>, isOver: (at: number) => boolean) =>
  [...counts.keys()].filter(isOver);

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

const without = (
  counts: ReadonlyMap<number, number>,
  forgotten: readonly number[],
): ReadonlyMap<number, number> => new Map([...counts].filter(([at]) => !forgotten.includes(at)));

/** Whether nothing that a re-base was reckoned from has changed: the condition in `shared/aws/ledger/ledger-table.ts`. */
export const permitsRebase = (ledger: Ledger, change: Rebase): boolean =>
  ledger.syncedAtMs === change.seenSyncedAtMs && ledger.margin.cutAtMs === change.seenCutAtMs;

/** The ledger after a rebase. */
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
