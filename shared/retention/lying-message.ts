/** A message attribute of SQS, whole: what it means to nobody here has to survive all the same. */
export interface MessageAttribute {
  /** Data type with its label: `String`, `Number.int`, `Binary.png`. */
  readonly type: string;
  /** Text, or the base64 of binary data. */
  readonly value: string;
}

/** A message that lies on a queue, and was taken: it is hidden for as long as a run lasts. */
export interface LyingMessage {
  readonly sqsMessageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** ARN of the queue that gave it up, where SQS tells. */
  readonly sourceArn: string | undefined;
  /**
   * Arrival on its first queue; epoch ms. SQS deletes the message 14 days after it, wherever it
   * lies.
   */
  readonly sentAtMs: number;
  /** This receive included. */
  readonly receives: number;
  /** Names this receive of it. */
  readonly receiptHandle: string;
}
