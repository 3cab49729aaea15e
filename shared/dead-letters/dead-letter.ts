/** A message of one of the pipeline's dead-letter queues, as it lies there. */
export interface DeadLetter {
  /**
   * Name of the queue without what all queues of the pipeline begin with: `dead-letters`,
   * `feedback-dead-letters`, …
   */
  readonly queue: string;
  readonly sqsMessageId: string;
  readonly body: string;
  /** Message attributes that are texts. */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * ARN of the queue that gave it up, where SQS tells; undefined when it was put there, or SQS does
   * not tell.
   */
  readonly sourceArn: string | undefined;
  /** When it came on its first queue; epoch ms. */
  readonly sentAtMs: number;
}

/** The queue it goes back to. */
export type Origin = 'transactional' | 'bulk' | 'feedback';

/** How it came to be dead. */
export type Death =
  /** The sender put it there, with its reasons. */
  | 'refused'
  /** Its queue gave it up after it had been received too often. */
  | 'given-up'
  /** A function that SNS or a schedule had called failed, and Lambda gave up. */
  | 'run-failed'
  /** SNS could not hand it over. */
  | 'undeliverable';

/** Whether the letter is mail to send, an event of SES to record, or the record of a run. */
export type DeadLetterKind = 'mail' | 'feedback' | 'run';

/** What can be said of a dead letter. */
export interface Diagnosis {
  readonly kind: DeadLetterKind;
  readonly death: Death;
  /** Undefined where nothing brings it back. */
  readonly origin: Origin | undefined;
  /** The id it had on its first queue: a copy that is put there again goes by it. */
  readonly firstId: string;
  /** Of mail: whose it is and how it is called; else undefined. */
  readonly tenantId: string | undefined;
  readonly messageId: string | undefined;
  /** Why it is here. No address, subject or body. */
  readonly reasons: readonly string[];
  /** What a person should do, where the sender said so. */
  readonly remedy?: string;
}
