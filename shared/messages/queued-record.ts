/** A queue record, as far as sending it needs. */
export interface QueuedRecord {
  /** SQS message id of its first copy. */
  readonly sqsMessageId: string;
  readonly body: string;
  /** Name of the queue it came from. */
  readonly queue: string;
  /** Its MessageGroupId, where the producer gave one. */
  readonly group?: string | undefined;
  /** Arrival of this copy, by the queue's clock; epoch ms. */
  readonly arrivedAtMs: number;
  /** Arrival of its first copy; epoch ms, default `arrivedAtMs`. */
  readonly firstArrivedAtMs?: number;
  /** For a released message: `arrivedAtMs` of the copy that was held. */
  readonly releasedCopy: number | undefined;
  /**
   * SQS delivers the message for the first time, and it is not a later copy of a delivered message.
   */
  readonly isFirstDelivery: boolean;
  /** Times that SQS has handed this copy over, this one included; undefined when it is not known. */
  readonly receives?: number;
  /** Pipeline attributes with a value that the pipeline did not set, each with its remedy. */
  readonly attributeProblems?: readonly string[];
}
