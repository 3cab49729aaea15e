import { SQS_BATCH } from './queue-receiver.ts';

/** Settings of an event source mapping that may change while it runs. */
export interface QueuePollerSettings {
  /** Records per invocation, 1 to 10,000. */
  readonly batchSize: number;
  /** Longest time in which a batch fills up, 0 to 300 s; at least 1 above a batch size of 10. */
  readonly batchingWindowSeconds: number;
  /** Most invocations at a time. */
  readonly maximumConcurrency: number;
  /** ReportBatchItemFailures. */
  readonly reportsItemFailures: boolean;
}

/**
 * Checks settings against the limits that Lambda sets.
 *
 * @throws RangeError naming the setting
 */
export const checkSettings = (settings: QueuePollerSettings): QueuePollerSettings => {
  const { batchSize, batchingWindowSeconds, maximumConcurrency } = settings;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10_000)
    throw new RangeError(`batchSize must be 1 to 10000, not ${batchSize}`);
  if (batchingWindowSeconds < 0 || batchingWindowSeconds > 300) {
    throw new RangeError(`batchingWindowSeconds must be 0 to 300, not ${batchingWindowSeconds}`);
  }
  if (batchSize > SQS_BATCH && batchingWindowSeconds < 1) {
    throw new RangeError(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (!Number.isInteger(maximumConcurrency) || maximumConcurrency < 1) {
    throw new RangeError(`maximumConcurrency must be at least 1, not ${maximumConcurrency}`);
  }
  return settings;
};
