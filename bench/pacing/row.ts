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

/** Our own design among the others. */
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

/** Figures that only some scenarios measure; left out in the others. */
export interface ScenarioFigures {
  /** Calls throttled after the design had been told of the new rate. */
  readonly throttledAfterNotice?: number;
  /**
   * Seconds from the moment the foreign sender came until throttles stopped for five seconds; null
   * when they never did.
   */
  readonly throttlesStopAfterSeconds?: number | null;
  /** Accepted by what the foreign sender leaves, from then on until it goes. */
  readonly utilisationAfter?: number | null;
  /**
   * Recipients that the rate allowed round the kill and that were not sent, per killed container.
   */
  readonly slotsLostPerKill?: number;
  /**
   * Part of the accepted recipients that was marketing while transactional demand was over the
   * rate.
   */
  readonly marketingShare?: number;
  /**
   * 99th percentile of the time from the queue to SES of transactional mail at 30 % of the rate,
   * beside a marketing backlog; null when some was not accepted.
   */
  readonly transactionalP99Seconds?: number | null;
}

/**
 * What one run came to, in the order in which `--json` prints it. Per message means per message
 * that SES accepted.
 */
export interface Row extends RowPlan, ScenarioFigures {
  /**
   * Accepted by allowed recipients in the steady part; null when the run was too short to have one.
   */
  readonly utilisation: number | null;
  readonly throttledPer1000: number;
  /** Most recipients accepted in any second, by the rate. */
  readonly worstSecond: number;
  /** Writes to the one item, or table, by which containers agree on the rate. */
  readonly ledgerWritesPerMessage: number;
  readonly dynamoRequestsPerMessage: number;
  readonly sqsRequestsPerMessage: number;
  readonly billedMsPerMessage: number;
  /** Messages neither accepted nor in a queue at the end. */
  readonly lost: number;
  /** Copies of a message that SES accepted beyond the first. */
  readonly doubled: number;
  /**
   * Jain's index of messages sent per container; null below 200 per second and for one container.
   */
  readonly fairness: number | null;
}

/**
 * 100 ms of a run: seconds since the first accepted mail, recipients accepted, recipients
 * throttled.
 */
export type TimelinePoint = readonly [seconds: number, accepted: number, throttled: number];

/** A row and how it came about: one line of the file that `--save` writes. */
export interface RunRecord {
  readonly row: Row;
  readonly timeline: readonly TimelinePoint[];
  /** Whether messages were left in a queue when the time was up. */
  readonly leftQueued: number;
  /**
   * The longest that the bench itself stood still; more than a second or two, and the row says more
   * of the machine than of the design.
   */
  readonly stoodStillMs: number;
  /** ISO time of the end. */
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

/** SQS gives ten messages a request, which is what the other designs take. */
export const plainBatch = 10;
