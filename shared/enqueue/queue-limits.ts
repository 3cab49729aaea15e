/**
 * What SQS takes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const queueLimits = {
  entriesPerBatch: 10,
  /** Of one message with its attributes, and of a batch in all. */
  bytes: 1_048_576,
} as const;

/** Bytes of a body as SQS counts them. */
export const bytesOf = (body: string): number => Buffer.byteLength(body, 'utf8');
