import { interruptibleSleep } from './interruptible-sleep.ts';
import type { QueuePollerSettings } from './queue-poller-settings.ts';
import { type QueueReceiver, SQS_BATCH } from './queue-receiver.ts';
import { MAX_EVENT_BYTES, recordBytes, type SqsRecord } from './sqs-event.ts';

/**
 * Parallel receives for one batch while they come back full: the number with which Lambda begins.
 */
const PARALLEL_RECEIVES = 5;

/**
 * Least pause after a receive that was not full, while a batch fills up; ms. The pause is a fifth
 * of the batching window. Lambda long-polls instead; here one receive fetches everything that came
 * since the last, which takes as few requests.
 */
const SHORTEST_PAUSE_MS = 400;
const PAUSES_PER_WINDOW = 5;

export interface GatherOptions {
  readonly receiver: QueueReceiver;
  readonly settings: QueuePollerSettings;
  /** Long-polling time of the first receive; s. */
  readonly waitSeconds: number;
  readonly isEnabled: () => boolean;
  readonly stopped: AbortSignal;
}

/**
 * Gathers one batch, until it has as many records or bytes as an invocation can take, its batching
 * window ends, or the poller is disabled. The batch is empty when the first receive finds nothing.
 */
export const gatherBatch = async (options: GatherOptions): Promise<readonly SqsRecord[]> => {
  const { receiver, settings, waitSeconds, isEnabled, stopped } = options;
  const { batchSize, batchingWindowSeconds } = settings;
  const batch = [...(await receiver.receive(batchSize, waitSeconds))];
  const windowMs = batchingWindowSeconds * 1000;
  const closesAtMs = performance.now() + windowMs;
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, windowMs / PAUSES_PER_WINDOW);
  let bytes = sumOfBytes(batch);
  let parallel = batch.length === SQS_BATCH ? PARALLEL_RECEIVES : 1;
  while (
    batch.length > 0 &&
    batch.length < batchSize &&
    bytes < MAX_EVENT_BYTES &&
    performance.now() < closesAtMs &&
    isEnabled()
  ) {
    const asked = Math.min(batchSize - batch.length, parallel * SQS_BATCH);
    const more = await receiver.receiveAtOnce(asked);
    batch.push(...more);
    bytes += sumOfBytes(more);
    const isFull = more.length === asked;
    parallel = isFull ? PARALLEL_RECEIVES : 1;
    if (!isFull) {
      const leftMs = closesAtMs - performance.now();
      await interruptibleSleep(Math.max(0, Math.min(pauseMs, leftMs)), stopped);
    }
  }
  return batch;
};

const sumOfBytes = (records: readonly SqsRecord[]): number =>
  records.reduce((total, record) => total + recordBytes(record), 0);
