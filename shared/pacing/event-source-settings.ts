/**
 * How the event sources of the sender should be set: how many messages a batch holds, how many
 * batches are under way, and whether the queues are read at all.
 *
 * The send ledger keeps the rate whatever these are. While there is a backlog each batch under way
 * only waits for its slots, and Lambda bills the wait: so there are just as many as it takes to
 * reach the rate, and larger batches at higher rates.
 */

import type { Lane } from '../email/streams.ts';
import { type Ledger, roomFor } from './ledger.ts';

/**
 * Settings of an event source mapping of Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export interface EventSourceSettings {
  /** Messages, 1 to 10,000. */
  readonly batchSize: number;
  /**
   * How long a batch may wait to fill up, 0 to 300; Lambda wants at least 1 for batches of more
   * than 10.
   */
  readonly batchingWindowSeconds: number;
  /** Batches under way at once, 2 to 1000. */
  readonly maximumConcurrency: number;
  /** Whether Lambda reads the queue. */
  readonly isEnabled: boolean;
}

/** One SES account that the queues feed. */
export interface AccountState {
  readonly ledger: Ledger;
  /** SES takes no mail of the account, whatever its quota. */
  readonly isPaused: boolean;
}

/**
 * Messages in a full batch of the transactional queue, at any rate: that a batch came full tells
 * the sender of a backlog, and with larger batches it would learn of it too late.
 */
export const transactionalBatch = 10;

/**
 * Messages per batch of the bulk queue at these rates (recipients per second); in between it grows
 * evenly, beyond it stays.
 */
const bulkBatches = [
  { rate: 50, batch: 10 },
  { rate: 100, batch: 50 },
  { rate: 200, batch: 50 },
  { rate: 1_000, batch: 100 },
  { rate: 20_000, batch: 500 },
] as const;

/** A batch of more than this is gathered over a window. */
const batchWithoutWindow = 10;
const windowSeconds = 1;
/** What a batch takes to begin and to end beside its slots. */
const secondsBetweenBatches = 0.25;
/**
 * A batch holds no more than this much of the rate, so that three of them are done before the
 * function has to end.
 */
const longestBatchSeconds = 15;
/** What Lambda allows. */
const fewestBatches = 2;
const mostBatches = 1_000;

const clamp = (value: number, from: number, to: number): number =>
  Math.min(to, Math.max(from, value));

const bulkBatchAt = (ratePerSecond: number): number => {
  const above = bulkBatches.findIndex(({ rate }) => ratePerSecond <= rate);
  const upper = bulkBatches[above] ?? bulkBatches[bulkBatches.length - 1] ?? bulkBatches[0];
  const lower = bulkBatches[above - 1];
  if (lower === undefined) return upper.batch;
  return Math.floor(
    lower.batch +
      ((upper.batch - lower.batch) * (ratePerSecond - lower.rate)) / (upper.rate - lower.rate),
  );
};

const batchSizeFor = (lane: Lane, ratePerSecond: number): number =>
  lane === 'transactional'
    ? transactionalBatch
    : clamp(Math.floor(ratePerSecond * longestBatchSeconds), 1, bulkBatchAt(ratePerSecond));

/**
 * The fewest and largest batches that reach a rate.
 *
 * @param ratePerSecond - recipients per second of all accounts together
 */
export const settingsFor = (
  lane: Lane,
  ratePerSecond: number,
): Omit<EventSourceSettings, 'isEnabled'> => {
  const batchSize = batchSizeFor(lane, ratePerSecond);
  return {
    batchSize,
    batchingWindowSeconds: batchSize > batchWithoutWindow ? windowSeconds : 0,
    maximumConcurrency: clamp(
      Math.ceil(1 + (secondsBetweenBatches * ratePerSecond) / batchSize) + 1,
      fewestBatches,
      mostBatches,
    ),
  };
};

const secondsOfRoomToReopen = 60;
const shareOfRoomToReopen = 0.01;

/**
 * A queue that was closed opens again only for a minute of mail, or the hundredth part of a small
 * quota: not for every single recipient.
 */
const roomToReopen = (ledger: Ledger): number =>
  Math.max(
    1,
    Math.min(
      (secondsOfRoomToReopen * 1000) / ledger.minIntervalMs,
      Number.isFinite(ledger.max24Hours) ? ledger.max24Hours * shareOfRoomToReopen : 1,
    ),
  );

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const renewalMs = 30 * 60_000;

/**
 * Whether a queue that is closed is read all the same. SQS deletes a message 14 days after it came,
 * so each day for half an hour the sender looks at what waits, and puts what has grown old on its
 * queue anew. By the clock and not by when a queue was closed: there is no state to lose.
 *
 * @param hour - of the day in UTC, 0 to 23, at which it begins
 */
export const isRenewalTime = (nowMs: number, hour: number): boolean =>
  (nowMs + dayMs - hour * hourMs) % dayMs < renewalMs;

/** What is to become of an event source. */
export interface EventSourcePlan {
  readonly settings: EventSourceSettings;
  /** It is closed, and by us: to be opened again when there is room. */
  readonly isStoppedByUs: boolean;
}

/**
 * Decides how an event source should be set.
 *
 * It is closed when no account can take a mail of its lane, because each is paused or has used up
 * its quota (bulk mail: up to the reserve), and opened again when one can, or for the daily
 * renewal. One that somebody else has closed stays closed.
 *
 * @param accounts - all that the queues feed; their rates add up
 * @param current - how it is set
 * @param wasStoppedByUs - `isStoppedByUs` of the last plan
 * @param isRenewing - {@link isRenewalTime}
 */
export const planEventSource = (
  lane: Lane,
  accounts: readonly AccountState[],
  current: EventSourceSettings,
  wasStoppedByUs: boolean,
  isRenewing = false,
): EventSourcePlan => {
  const ratePerSecond = accounts.reduce((sum, { ledger }) => sum + 1000 / ledger.minIntervalMs, 0);
  const mayOpen = current.isEnabled || wasStoppedByUs;
  const isEnabled =
    mayOpen &&
    (isRenewing ||
      accounts.some(
        ({ ledger, isPaused }) =>
          !isPaused && roomFor(ledger, lane) >= (current.isEnabled ? 1 : roomToReopen(ledger)),
      ));
  return {
    settings: { ...settingsFor(lane, ratePerSecond), isEnabled },
    isStoppedByUs: !isEnabled && mayOpen,
  };
};

/** Whether an event source has to be changed at all: Lambda takes its time over each change. */
export const isSetSo = (current: EventSourceSettings, wanted: EventSourceSettings): boolean =>
  current.batchSize === wanted.batchSize &&
  current.batchingWindowSeconds === wanted.batchingWindowSeconds &&
  current.maximumConcurrency === wanted.maximumConcurrency &&
  current.isEnabled === wanted.isEnabled;
