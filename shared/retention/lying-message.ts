/** An SQS message attribute, kept whole: a copy must carry also what the pipeline never reads. */
export interface MessageAttribute {
  /** Data type with its custom label: `String`, `Number.int`, `Binary.png`. */
  readonly type: string;
  /** Text; of binary data its base64. */
  readonly value: string;
}

/** A message received from a queue, hidden for as long as a run lasts. */
export interface LyingMessage {
  readonly sqsMessageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Its MessageGroupId, where the producer gave one; a copy must carry it too. */
  readonly group?: string | undefined;
  /** ARN of the queue that dead-lettered it; undefined when SQS does not say. */
  readonly sourceArn: string | undefined;
  /**
   * Arrival on its first queue; epoch ms. SQS deletes the message 14 days later, on whichever queue
   * it is by then.
   */
  readonly sentAtMs: number;
  /** Receive count, this receive included. */
  readonly receives: number;
  /** Handle of this receive, for removing or showing the message. */
  readonly receiptHandle: string;
}
