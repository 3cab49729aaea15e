import { setTimeout as sleep } from 'node:timers/promises';
import type { Statistics } from './statistics.ts';
import type { HeldMessage, WorkQueue } from './work-queue.ts';

export interface ConsumerOptions {
  readonly queue: WorkQueue;
  /** Maximum messages per batch. */
  readonly batch: number;
  /** Number of batches handled at the same time. */
  readonly batchesAtOnce: number;
  readonly statistics: Statistics;
  /**
   * Handles a batch, and tells which of its messages are done; the others come again when their
   * visibility timeout ends.
   */
  readonly handleBatch: (messages: readonly HeldMessage[]) => Promise<readonly HeldMessage[]>;
  readonly onTrouble: (error: unknown) => void;
}

export interface Consumer {
  /** Stops receiving; resolves when the batches in hand are done. */
  readonly stop: () => Promise<void>;
}

const afterTroubleMs = 1_000;

/** Number of renewals within one visibility timeout. */
const renewals = 3;

/** Receives batch after batch from the queue until it is stopped, whatever SQS does meanwhile. */
export const startConsumer = (options: ConsumerOptions): Consumer => {
  const stopping = new AbortController();
  const { signal } = stopping;

  const consume = async (): Promise<void> => {
    const seconds = await visibilitySecondsOf(options);
    while (!signal.aborted) {
      try {
        await handleNext(options, seconds, signal);
      } catch (error) {
        if (signal.aborted) return;
        options.onTrouble(error);
        await sleep(afterTroubleMs);
      }
    }
  };

  const consumers = Array.from({ length: options.batchesAtOnce }, consume);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(consumers);
    },
  };
};

/** A batch that waits for its turn must stay hidden, or another worker sends it too. */
const whileHidden = async <Result>(
  { queue, onTrouble }: ConsumerOptions,
  messages: readonly HeldMessage[],
  seconds: number,
  work: () => Promise<Result>,
): Promise<Result> => {
  const renew = (): void => void queue.keep(messages, seconds).catch(onTrouble);
  const timer = setInterval(renew, (seconds * 1000) / renewals);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};

/** Asked again until SQS answers: a worker may be up before its queue. */
const visibilitySecondsOf = async ({ queue, onTrouble }: ConsumerOptions): Promise<number> => {
  while (true) {
    try {
      return await queue.visibilitySeconds();
    } catch (error) {
      onTrouble(error);
      await sleep(afterTroubleMs);
    }
  }
};

const handleNext = async (
  options: ConsumerOptions,
  visibilitySeconds: number,
  signal: AbortSignal,
): Promise<void> => {
  const { queue, batch, statistics, handleBatch } = options;
  const messages = await queue.receive(batch, signal);
  if (messages.length === 0) return;
  await statistics.hold(async () => {
    await queue.remove(
      await whileHidden(options, messages, visibilitySeconds, () => handleBatch(messages)),
    );
  });
};
