/** Ways in which the simulated SES enforces the rate. */
export const models = ['token-bucket', 'sliding'] as const;
export type Model = (typeof models)[number];

/** What happens during a run. */
export const scenarios = [
  'steady',
  'steady-bulk',
  'rate-halves',
  'rate-doubles',
  'foreign-30',
  'kill-2',
  'transactional-burst',
] as const;
export type Scenario = (typeof scenarios)[number];

/** Name of our own design. */
export const ourDesign = 'pipeline';

/** Plan of one run. */
export interface RowPlan {
  readonly design: string;
  /** Rate of the account when the run begins; recipients per second. */
  readonly rate: number;
  readonly containers: number;
  /** Messages per batch. */
  readonly batch: number;
  readonly model: Model;
  readonly scenario: Scenario;
}

/** Figures that only some scenarios measure; absent in the others. */
export interface ScenarioFigures {
  /** Number of calls throttled after the design had learned of the new rate. */
  readonly throttledAfterNotice?: number;
  /**
   * Time from the start of the foreign sender until throttling stopped for five seconds; seconds.
   * Null when it never did.
   */
  readonly throttlesStopAfterSeconds?: number | null;
  /** Accepted recipients divided by what the foreign sender leaves, from then until it stops. */
  readonly utilisationAfter?: number | null;
  /**
   * Number of recipients that the rate allowed around the kill and that were not sent, per killed
   * container.
   */
  readonly slotsLostPerKill?: number;
  /** Share of marketing in accepted recipients while transactional demand exceeded the rate. */
  readonly marketingShare?: number;
  /**
   * 99th percentile of the time from the queue to SES of transactional mail at 30 % of the rate,
   * beside a marketing backlog; null when some was not accepted.
   */
  readonly transactionalP99Seconds?: number | null;
}

/**
 * Result of one run, in the order in which `--json` prints it. Per message means per message that
 * SES accepted.
 */
export interface Row extends RowPlan, ScenarioFigures {
  /**
   * Accepted recipients divided by allowed recipients in the steady part; null when the run was too
   * short to have one.
   */
  readonly utilisation: number | null;
  readonly throttledPer1000: number;
  /** The most recipients accepted in any second, divided by the rate. */
  readonly worstSecond: number;
  /** Writes to the item, or table, by which containers agree on the rate. */
  readonly ledgerWritesPerMessage: number;
  readonly dynamoRequestsPerMessage: number;
  readonly sqsRequestsPerMessage: number;
  readonly billedMsPerMessage: number;
  /** Number of messages neither accepted nor in a queue at the end. */
  readonly lost: number;
  /** Number of copies of messages that SES accepted beyond the first. */
  readonly doubled: number;
  /**
   * Jain's index of messages sent per container; null below 200 per second and for one container.
   */
  readonly fairness: number | null;
}

/**
 * 100 ms of a run: time since the first accepted mail (seconds), recipients accepted, recipients
 * throttled.
 */
export type TimelinePoint = readonly [seconds: number, accepted: number, throttled: number];

/** A row with its circumstances: one line of the file that `--save` writes. */
export interface RunRecord {
  readonly row: Row;
  readonly timeline: readonly TimelinePoint[];
  /** Whether messages were left in a queue when the time was up. */
  readonly leftQueued: number;
  /**
   * Longest time that the bench itself stood still; ms. Above a second or two, the row says more
   * about the machine than about the design.
   */
  readonly stoodStillMs: number;
  /** Time of the end; ISO 8601. */
  readonly at: string;
  readonly machine: string;
}

/**
 * Messages per batch that the pipeline recommends.
 *
 * @see docs/pacing.md
 */
export const recommendedBatch = (rate: number): number => {
  if (rate <= 100) return 10;
  return rate < 1000 ? 50 : 100;
};

/** Messages per receive request of SQS, at most; the other designs take as many. */
export const plainBatch = 10;
