/**
 * Settings of the sender's event sources: how many messages a batch holds, how many batches run at
 * once, and whether the queues are read at all.
 *
 * The send ledger keeps the rate whatever these settings are. During a backlog each batch only
 * waits for its slots, and Lambda bills the wait. So there are just as many batches as the rate
 * needs, and larger ones at higher rates.
 */

import type { Lane } from '../email/streams.ts';
import { type Ledger, roomFor } from './ledger.ts';

/**
 * Settings of an event source mapping of Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export interface EventSourceSettings {
  /** Messages per batch, 1 to 10,000. */
  readonly batchSize: number;
  /**
   * How long a batch may wait to fill up; 0 to 300 s. Lambda demands at least 1 for batches of more
   * than 10.
   */
  readonly batchingWindowSeconds: number;
  /** Batches run at once, 2 to 1000. */
  readonly maximumConcurrency: number;
  /** Whether Lambda reads the queue. */
  readonly isEnabled: boolean;
}

/** One SES account that the queues feed. */
export interface AccountState {
  readonly ledger: Ledger;
  /** SES takes no mail of the account, whatever quota is left. */
  readonly isPaused: boolean;
  /** Only mail of this lane goes through it; absent: mail of each. */
  readonly lane?: Lane;
}

/**
 * Batch size of the transactional queue at any rate. A full batch tells the sender of a backlog; a
 * larger batch size would tell it too late.
 */
export const transactionalBatch = 10;

/**
 * Batch size of the bulk queue at these rates (recipients per second); linear in between, constant
 * beyond.
 */
const bulkBatches = [
  { rate: 50, batch: 10 },
  { rate: 100, batch: 50 },
  { rate: 200, batch: 50 },
  { rate: 1_000, batch: 100 },
  { rate: 20_000, batch: 500 },
] as const;

/** Largest batch that needs no batching window; messages. */
const batchWithoutWindow = 10;
const windowSeconds = 1;
/**
 * Batches at once beyond those that a rate needs: one gathers for a second, or mail that somebody
 * waits for finds room. Lambda bills their wait, which is most of the cost at low rates, so small
 * bulk batches have none.
 */
const spareBatches = 1;
/** Time that a batch takes to begin and end besides its slots. */
const secondsBetweenBatches = 0.25;
/**
 * Most seconds of rate that one batch holds, so that three batches are done before the function has
 * to end.
 */
const longestBatchSeconds = 15;
/**
 * Further batches at once for each account after the first: mail of a slower account keeps its batch
 * a little longer than the mail of a faster one beside it. At most 20 for all.
 */
const batchesPerAccount = 2;
const mostForAccounts = 20;
/** Lambda's bounds on the maximum concurrency. */
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
 * @param accounts - number of accounts that the queues feed
 */
export const settingsFor = (
  lane: Lane,
  ratePerSecond: number,
  accounts = 1,
): Omit<EventSourceSettings, 'isEnabled'> => {
  const batchSize = batchSizeFor(lane, ratePerSecond);
  const batchingWindowSeconds = batchSize > batchWithoutWindow ? windowSeconds : 0;
  const forAccounts = Math.min(mostForAccounts, batchesPerAccount * Math.max(0, accounts - 1));
  return {
    batchSize,
    batchingWindowSeconds,
    maximumConcurrency: clamp(
      Math.ceil(1 + (secondsBetweenBatches * ratePerSecond) / batchSize) +
        (lane === 'bulk' && batchingWindowSeconds === 0 ? 0 : spareBatches) +
        forAccounts,
      fewestBatches,
      mostBatches,
    ),
  };
};

const secondsOfRoomToReopen = 60;
const shareOfRoomToReopen = 0.01;

/**
 * Recipients that must be left before a closed queue is opened again: a minute of mail, or a
 * hundredth of a small quota, so that it does not open for single recipients.
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
 * Whether it is time for the daily renewal, during which a closed queue is read all the same. SQS
 * deletes a message after 14 days, so for half an hour each day the sender looks at what waits and
 * puts old messages back as new copies. The time of day decides, not when the queue was closed: so
 * there is no state to lose.
 *
 * @param hour - hour of the day in UTC, 0 to 23, at which the renewal begins
 */
export const isRenewalTime = (nowMs: number, hour: number): boolean =>
  (nowMs + dayMs - hour * hourMs) % dayMs < renewalMs;

/** The planned state of an event source. */
export interface EventSourcePlan {
  readonly settings: EventSourceSettings;
  /** The pipeline has closed it, and opens it again when there is room. */
  readonly isStoppedByUs: boolean;
}

/**
 * Plans the settings of an event source.
 *
 * It is closed when no account can take mail of its lane, because each one is paused or has used up
 * its quota (for bulk mail: up to the reserve). It is opened again when one can, or for the daily
 * renewal. One that somebody else has closed stays closed.
 *
 * @param all - all accounts that the queues feed; the rates of those of this lane add up
 * @param current - the present settings
 * @param wasStoppedByUs - `isStoppedByUs` of the last plan
 * @param isRenewing - {@link isRenewalTime}
 */
export const planEventSource = (
  lane: Lane,
  all: readonly AccountState[],
  current: EventSourceSettings,
  wasStoppedByUs: boolean,
  isRenewing = false,
): EventSourcePlan => {
  const accounts = all.filter(({ lane: only = lane }) => only === lane);
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
    settings: { ...settingsFor(lane, ratePerSecond, accounts.length), isEnabled },
    isStoppedByUs: !isEnabled && mayOpen,
  };
};

/**
 * Whether an event source already has these settings, so that Lambda need not be asked: it takes
 * its time over each change.
 */
export const isSetSo = (current: EventSourceSettings, wanted: EventSourceSettings): boolean =>
  current.batchSize === wanted.batchSize &&
  current.batchingWindowSeconds === wanted.batchingWindowSeconds &&
  current.maximumConcurrency === wanted.maximumConcurrency &&
  current.isEnabled === wanted.isEnabled;
