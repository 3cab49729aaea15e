/** A message in one of the pipeline's dead-letter queues. */
export interface DeadLetter {
  /**
   * Name of the queue without the common prefix of the pipeline's queues: `dead-letters`,
   * `feedback-dead-letters`, …
   */
  readonly queue: string;
  readonly sqsMessageId: string;
  readonly body: string;
  /** Message attributes with text values. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Its MessageGroupId, where the producer gave one; the redriven copy carries it too. */
  readonly group?: string | undefined;
  /**
   * ARN of the queue that SQS moved it from; undefined when a program put it there, or SQS does not
   * say.
   */
  readonly sourceArn: string | undefined;
  /** Time at which it came on its first queue; epoch ms. */
  readonly sentAtMs: number;
}

/** Queue that a redrive puts it on. */
export type Origin = 'transactional' | 'bulk' | 'feedback';

/** How it became a dead letter. */
export type Death =
  /** The sender dead-lettered it, with reasons. */
  | 'refused'
  /** SQS moved it after too many receives. */
  | 'given-up'
  /** A function invoked by SNS or a schedule failed, and Lambda gave up its retries. */
  | 'run-failed'
  /** SNS could not deliver it to its subscriber. */
  | 'undeliverable';

/**
 * Content of the dead letter: mail to send, an event of SES to record, or the record of a failed
 * run.
 */
export type DeadLetterKind = 'mail' | 'feedback' | 'run';

/** Diagnosis of a dead letter. */
export interface Diagnosis {
  readonly kind: DeadLetterKind;
  readonly death: Death;
  /** Undefined when it cannot be redriven. */
  readonly origin: Origin | undefined;
  /** SQS message id on its first queue; a redriven copy carries it on. */
  readonly firstId: string;
  /** Tenant of the mail; undefined for other kinds. */
  readonly tenantId: string | undefined;
  readonly messageId: string | undefined;
  /** Reasons for which it is here. They hold no address, subject or body. */
  readonly reasons: readonly string[];
  /** What a person should do; undefined when the reasons say it. */
  readonly remedy?: string;
}
