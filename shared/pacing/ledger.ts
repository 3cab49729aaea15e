/**
 * The send ledger: one item per SES account and region that says when the next mail may go out and how many are left today.
 *
 * A slot says *when*, so one conditional write reserves a whole block and the wait is known. DynamoDB's expressions have neither max()
 * nor multiplication, so there are two branches, chosen by what this worker saw last: *busy* moves `tat` on from where it is, *idle* sets
 * it anew because it lies in the past. A wrong guess costs one failed write and teaches the worker everything.
 */
import { fullMargin, type Margin, shareAt } from './margin.ts';

/** Transactional mail may queue up far ahead in the ledger; bulk mail only takes what is free right now. */
export type Lane = (typeof lanes)[number];

export const lanes = ['high', 'low'] as const;

export interface Ledger {
  /** When the next free slot begins (theoretical arrival time); epoch ms, may be fractional. */
  readonly tatMs: number;
  /** Time per recipient in force. */
  readonly intervalMs: number;
  /** Time per recipient at the account's full rate. */
  readonly minIntervalMs: number;
  /** Recipients left in the rolling 24 hours. */
  readonly quota: number;
  /** Max24HourSend; Infinity when SES sets no limit. */
  readonly max24Hours: number;
  /** When SES's quota was read last; epoch ms. */
  readonly syncedAtMs: number;
  /** The low lane waits until then; epoch ms. */
  readonly busyUntilMs: number;
  /** When the margin last moved `intervalMs`; epoch ms. */
  readonly adjustedAtMs: number;
  readonly margin: Margin;
  /** Recipients reserved, per UTC hour (epoch hours). */
  readonly sentByHour: ReadonlyMap<number, number>;
  /** Lanes whose queue refresh-quota has closed, and will open again. */
  readonly stoppedLanes: readonly Lane[];
}

/** One conditional write that takes `count` slots. */
export interface Reservation {
  readonly branch: 'busy' | 'idle';
  readonly count: number;
  /** Recipients that the 24-hour quota counts with this write: `count`, but for those that it counted before. */
  readonly charge: number;
  readonly nowMs: number;
  /** The condition `interval = seen` makes a change of rate atomic: every worker's next reservation learns it. */
  readonly seenIntervalMs: number;
  /** Written with the reservation; other than the one seen only when the margin climbs. */
  readonly nextIntervalMs: number;
  readonly tauMs: number;
  /** `tat` may be at most this far ahead of now. */
  readonly horizonMs: number;
  /** Recipients that have to be left before the reservation. */
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

export interface Rebase {
  readonly seenSyncedAtMs: number;
  readonly nowMs: number;
  /** Added to the quota, so that what is reserved in between stays counted. */
  readonly quotaDelta: number;
  readonly max24Hours: number;
  readonly minIntervalMs: number;
  readonly intervalMs: number;
  /** Added to `tat` when the rate falls, because the slots ahead were reserved at the old rate. */
  readonly tatDeltaMs: number;
  /** Epoch hours whose counters are no longer needed. */
  readonly forgetHours: readonly number[];
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

export const epochHour = (epochMs: number): number => Math.floor(epochMs / 3_600_000);

/** Recipients that bulk mail has to leave for transactional mail. */
const lowLaneReserve = (ledger: Ledger): number =>
  Number.isFinite(ledger.max24Hours) ? Math.ceil(ledger.max24Hours * transactionalReserve) : 0;

/** Recipients that a lane may still send in the rolling 24 hours; below 0 when others have used up what was left. */
export const roomFor = (ledger: Ledger, lane: Lane): number =>
  ledger.quota - (lane === 'low' ? lowLaneReserve(ledger) : 0);

export interface ReserveRequest {
  readonly lane: Lane;
  readonly count: number;
  /** Of these, recipients that the 24-hour quota counted before, with a slot that came to nothing; none when left out. */
  readonly counted?: number;
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
  const charge = request.count - (request.counted ?? 0);
  const reserve = request.lane === 'low' && charge > 0 ? lowLaneReserve(seen) : 0;
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

/** Whether the conditional write would go through: the same words as the condition in `shared/aws/ledger-table.ts`. */
export const permits = (ledger: Ledger, wish: Reservation): boolean =>
  ledger.intervalMs === wish.seenIntervalMs &&
  ledger.quota >= wish.neededQuota &&
  (!wish.yields || ledger.busyUntilMs < wish.nowMs) &&
  (wish.branch === 'idle'
    ? ledger.tatMs < wish.nowMs - wish.tauMs
    : ledger.tatMs >= wish.nowMs - wish.tauMs && ledger.tatMs <= wish.nowMs + wish.horizonMs);

/** The ledger after the write. */
export const take = (ledger: Ledger, wish: Reservation): Ledger => {
  const incMs = wish.count * wish.nextIntervalMs;
  const hour = epochHour(wish.nowMs);
  const tatMs = (wish.branch === 'idle' ? wish.nowMs - wish.tauMs : ledger.tatMs) + incMs;
  return {
    ...ledger,
    tatMs,
    intervalMs: wish.nextIntervalMs,
    adjustedAtMs: wish.nextIntervalMs === wish.seenIntervalMs ? ledger.adjustedAtMs : wish.nowMs,
    quota: ledger.quota - wish.charge,
    busyUntilMs: wish.stampsBusy ? tatMs + busyStampMs : ledger.busyUntilMs,
    sentByHour: new Map(ledger.sentByHour).set(
      hour,
      (ledger.sentByHour.get(hour) ?? 0) + wish.charge,
    ),
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
  /** Not enough recipients left in the 24 hours; some may be free by then. */
  | { readonly kind: 'quota'; readonly untilMs: number }
  /** `tat` lies where no backlog can have put it. */
  | { readonly kind: 'impossible' };

/** When the oldest counted hour leaves the rolling 24 hours; a minute from now where nothing is counted, since others may have sent. */
export const quotaFreesAt = (ledger: Ledger, nowMs: number): number => {
  const hours = [...ledger.sentByHour]
    .filter(([hour, sent]) => sent > 0 && hour > epochHour(nowMs) - 25)
    .map(([hour]) => hour);
  if (hours.length === 0) return nowMs + 60_000;
  return Math.max(nowMs + 60_000, (Math.min(...hours) + 25) * 3_600_000);
};

/** Why a reservation was refused, and what to do about it. */
export const obstacle = (ledger: Ledger, wish: Reservation): Obstacle => {
  if (ledger.tatMs > wish.nowMs + impossibleAheadMs(ledger.intervalMs))
    return { kind: 'impossible' };
  if (ledger.quota < wish.neededQuota)
    return { kind: 'quota', untilMs: quotaFreesAt(ledger, wish.nowMs) };
  if (wish.yields && ledger.busyUntilMs >= wish.nowMs)
    return { kind: 'full', untilMs: ledger.busyUntilMs + 1 };
  if (ledger.tatMs > wish.nowMs + wish.horizonMs)
    return { kind: 'full', untilMs: ledger.tatMs - wish.horizonMs };
  return { kind: 'stale' };
};

/** What SES says of an account; recipients. */
export interface QuotaReading {
  readonly max24Hours: number;
  readonly maxPerSecond: number;
  readonly sentLast24Hours: number;
}

const secondsPerDay = 86_400;

/** The same account, sending evenly over the day: the quota becomes the rate where that is slower. */
export const spreadOverDay = <Reading extends QuotaReading>(reading: Reading): Reading => ({
  ...reading,
  maxPerSecond: Math.min(reading.maxPerSecond, reading.max24Hours / secondsPerDay),
});

const countedLast24Hours = (ledger: Ledger, nowMs: number): number =>
  [...ledger.sentByHour].reduce(
    (sum, [hour, sent]) => (hour >= epochHour(nowMs) - 24 ? sum + sent : sum),
    0,
  );

/** A ledger for an account that has none. */
export const newLedger = (reading: QuotaReading, nowMs: number): Ledger => ({
  tatMs: nowMs,
  intervalMs: minIntervalFor(reading.maxPerSecond),
  minIntervalMs: minIntervalFor(reading.maxPerSecond),
  quota: Number.isFinite(reading.max24Hours)
    ? Math.max(0, reading.max24Hours - reading.sentLast24Hours)
    : unlimitedQuota,
  max24Hours: reading.max24Hours,
  syncedAtMs: nowMs,
  busyUntilMs: 0,
  adjustedAtMs: nowMs,
  margin: fullMargin,
  sentByHour: new Map(),
  // A new ledger does not know: a closed queue may have been closed by the one before.
  stoppedLanes: lanes,
});

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

/**
 * The write that takes over what SES says. Between two of them nothing is ever added to the quota, so an error is on the safe side:
 * what SES has counted (which lags by some seconds) plus what is reserved and not yet sent, or what we counted ourselves, whichever is more.
 */
export const rebase = (ledger: Ledger, reading: QuotaReading, nowMs: number): Rebase => {
  const minIntervalMs = minIntervalFor(reading.maxPerSecond);
  const intervalMs = minIntervalMs / shareAt(ledger.margin, nowMs);
  const aheadMs = Math.max(0, ledger.tatMs - nowMs);
  const used = Math.max(
    reading.sentLast24Hours + Math.ceil(aheadMs / ledger.intervalMs),
    countedLast24Hours(ledger, nowMs),
  );
  const left = Number.isFinite(reading.max24Hours) ? reading.max24Hours - used : unlimitedQuota;
  return {
    seenSyncedAtMs: ledger.syncedAtMs,
    nowMs,
    quotaDelta: left - ledger.quota,
    max24Hours: reading.max24Hours,
    minIntervalMs,
    intervalMs,
    tatDeltaMs: pushFor(ledger, intervalMs, nowMs),
    forgetHours: [...ledger.sentByHour.keys()].filter((hour) => hour < epochHour(nowMs) - 25),
  };
};

/** The ledger after a rebase. */
export const applyRebase = (ledger: Ledger, change: Rebase): Ledger => ({
  ...ledger,
  tatMs: ledger.tatMs + change.tatDeltaMs,
  quota: ledger.quota + change.quotaDelta,
  max24Hours: change.max24Hours,
  minIntervalMs: change.minIntervalMs,
  intervalMs: change.intervalMs,
  syncedAtMs: change.nowMs,
  adjustedAtMs: change.nowMs,
  sentByHour: new Map(
    [...ledger.sentByHour].filter(([hour]) => !change.forgetHours.includes(hour)),
  ),
});
