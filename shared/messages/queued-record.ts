/** One message of a queue, as far as sending it goes. */
export interface QueuedRecord {
  /** Of its first copy, when it was put on its queue anew. */
  readonly sqsMessageId: string;
  readonly body: string;
  /** Name of the queue it came from. */
  readonly queue: string;
  /** When this copy came on the queue, by the queue's clock; epoch ms. */
  readonly arrivedAtMs: number;
  /** When its first copy came on the queue; `arrivedAtMs` where it is left out. */
  readonly firstArrivedAtMs?: number;
  /** Of a message that was released: `arrivedAtMs` of the copy that had been held. */
  readonly releasedCopy: number | undefined;
  /**
   * Nobody was handed the message before: SQS delivers it for the first time, and it is no copy of
   * one that it delivered.
   */
  readonly isFirstDelivery: boolean;
  /** Attributes that only the pipeline sets, and has not set like that; each says what to do. */
  readonly attributeProblems?: readonly string[];
}
