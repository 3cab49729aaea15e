import { sqsClient } from './clients.ts';
import { startConsumer } from './consume.ts';
import { endOnSigterm } from './end-on-sigterm.ts';
import type { WorkerEnvironment } from './environment.ts';
import { batchesInHand } from './in-flight.ts';
import { logTrouble } from './log-trouble.ts';
import { parseMail, type Send } from './mail.ts';
import { createStatistics, type Statistics } from './statistics.ts';
import { type HeldMessage, workQueue } from './work-queue.ts';

export interface WorkerOptions {
  readonly environment: WorkerEnvironment;
  /** Sends one mail, at the time that the design's limiter says. */
  readonly send: Send;
  /** Left out: as many as the rate asks for. */
  readonly batchesAtOnce?: number;
  /** Left out: new ones. */
  readonly statistics?: Statistics;
}

/**
 * Works on the queue until SIGTERM: the part that all designs without a queue of their own have in
 * common.
 */
export const runWorker = ({
  environment,
  send,
  batchesAtOnce,
  statistics = createStatistics(),
}: WorkerOptions): void => {
  const consumer = startConsumer({
    queue: workQueue(sqsClient(environment, statistics), environment.queueUrl),
    batch: environment.batch,
    batchesAtOnce: batchesAtOnce ?? batchesInHand(environment),
    statistics,
    handleBatch: sendBatch(send),
    onTrouble: logTrouble,
  });
  endOnSigterm(statistics, consumer.stop);
};

/** Hands all messages of a batch to `send` at once; those it rejects stay on the queue. */
const sendBatch =
  (send: Send) =>
  async (messages: readonly HeldMessage[]): Promise<readonly HeldMessage[]> => {
    const answers = await Promise.allSettled(
      messages.map(async ({ body }) => send(parseMail(body))),
    );
    return messages.filter((_, index) => answers[index]?.status === 'fulfilled');
  };
