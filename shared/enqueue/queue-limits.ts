/**
 * Limits of SQS.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const queueLimits = {
  entriesPerBatch: 10,
  /** Size limit of a message with its attributes, and of a whole batch. */
  bytes: 1_048_576,
} as const;

/** Bytes of a body as SQS counts them. */
export const bytesOf = (body: string): number => Buffer.byteLength(body, 'utf8');
