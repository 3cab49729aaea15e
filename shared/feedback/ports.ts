/**
 * Progress of the feedback of an SES account. Each port rejects when the table cannot be reached.
 */

/**
 * Progress of the feedback of one SES account. Times are SES's own time of a call
 * (`mail.timestamp`), epoch ms.
 */
export interface FeedbackReading {
  /** Time of the oldest call in the first feedback that was ever recorded. */
  readonly firstCallMs: number;
  /** Time of the newest call whose Send event was recorded; up to a few seconds behind. */
  readonly newestCallMs: number;
  /**
   * Events on the feedback queue that are not recorded yet, including those that a recorder has
   * received.
   */
  readonly waiting: number;
}

/** Resolves to undefined while no Send event of the account was ever recorded. */
export type ReadFeedback = () => Promise<FeedbackReading | undefined>;

/** Recorded Send events of one SES account. */
export interface RecordedCalls {
  /** Id of the AWS account that sent, as its events state it. */
  readonly account: string;
  /**
   * Whether they came from a tenant's own topic; they then say nothing about the pipeline's own
   * account.
   */
  readonly isBrought: boolean;
  /** SES's time of the oldest and of the newest call; epoch ms. */
  readonly oldestMs: number;
  readonly newestMs: number;
}

/**
 * Records that feedback flows, at most once in a few seconds per account; calls in between write
 * nothing.
 */
export type NoteFeedback = (calls: RecordedCalls) => Promise<void>;
