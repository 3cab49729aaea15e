/**
 * How far the feedback of an SES account has come. Each rejects when the table cannot be reached.
 */

/**
 * How far the feedback of one SES account has come. Times are SES's own of calls
 * (`mail.timestamp`), epoch ms.
 */
export interface FeedbackReading {
  /** Of the oldest call whose Send event was recorded when feedback was first recorded. */
  readonly firstCallMs: number;
  /** Of the newest call whose Send event was recorded; up to a few seconds behind. */
  readonly newestCallMs: number;
  /**
   * Events on the feedback queue that are not recorded yet, those included that a recorder works
   * on.
   */
  readonly waiting: number;
}

/** Undefined while no Send event of the account was ever recorded. */
export type ReadFeedback = () => Promise<FeedbackReading | undefined>;

/** Send events of one SES account that were recorded. */
export interface RecordedCalls {
  /** Number of the AWS account that sent, as its events name it. */
  readonly account: string;
  /** Told by a tenant's own topic: it says nothing of the pipeline's own account. */
  readonly isBrought: boolean;
  /** SES's times of the oldest and the newest of the calls; epoch ms. */
  readonly oldestMs: number;
  readonly newestMs: number;
}

/**
 * Notes that feedback flows, at most once in a few seconds per account; what comes in between is
 * left out.
 */
export type NoteFeedback = (calls: RecordedCalls) => Promise<void>;
