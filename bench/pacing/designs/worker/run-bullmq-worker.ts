import { Queue, Worker, type WorkerOptions } from 'bullmq';
import { sesClient, sqsClient } from './clients.ts';
import { startConsumer } from './consume.ts';
import { endOnSigterm } from './end-on-sigterm.ts';
import type { WorkerEnvironment } from './environment.ts';
import { logTrouble } from './log-trouble.ts';
import { type Mail, parseMail, sendBySes } from './mail.ts';
import { createStatistics } from './statistics.ts';
import { type HeldMessage, workQueue } from './work-queue.ts';

/**
 * Moves messages from SQS to BullMQ's queue, and works on that until SIGTERM. Every worker moves,
 * so that the death of one stops nothing.
 *
 * @throws Error when no Redis is named, or BullMQ finds no Redis client installed (`ioredis`)
 */
export const runBullmqWorker = async (
  environment: WorkerEnvironment,
  limits: Pick<WorkerOptions, 'concurrency' | 'limiter'>,
): Promise<void> => {
  if (environment.redisUrl === undefined)
    throw new Error('Missing or wrong: BENCH_REDIS_URL. This design needs Redis.');
  const connection = { url: environment.redisUrl, maxRetriesPerRequest: null };
  const statistics = createStatistics();
  const send = sendBySes(sesClient(environment));

  const queue = new Queue<Mail>(queueName(environment), {
    connection,
    defaultJobOptions: jobOptions,
  });
  queue.on('error', logTrouble);
  // Without its Redis client BullMQ's worker would try again without a pause, for ever.
  await queue.waitUntilReady();

  const worker = new Worker<Mail>(
    queueName(environment),
    ({ data }) => statistics.hold(() => send(data)),
    { connection, ...limits },
  );
  worker.on('error', logTrouble);
  // A job that will be tried again has no end yet.
  worker.on('failed', (job) => {
    if (job?.finishedOn !== undefined) statistics.countFailed();
  });

  const feeder = startConsumer({
    queue: workQueue(sqsClient(environment, statistics), environment.queueUrl),
    batch: environment.batch,
    batchesAtOnce: 1,
    statistics,
    handleBatch: addToQueue(queue),
    onTrouble: logTrouble,
  });
  endOnSigterm(statistics, () => Promise.all([feeder.stop(), worker.close()]));
};

/** A queue in Redis for each queue in SQS, so that no run finds another's jobs. */
const queueName = ({ queueUrl }: WorkerEnvironment): string => `mail-${queueUrl.split('/').at(-1)}`;

/**
 * Three attempts with exponential back-off, and jobs kept for a while so that their ids tell
 * repeats: as the documentation of BullMQ has it.
 */
const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { age: 3600 },
  removeOnFail: { age: 24 * 3600 },
} as const;

/**
 * Puts a batch into Redis; a message that SQS delivers twice has the same job id and is added once.
 */
const addToQueue =
  (queue: Queue<Mail>) =>
  async (messages: readonly HeldMessage[]): Promise<readonly HeldMessage[]> => {
    await queue.addBulk(
      messages.map(({ body }) => {
        const mail = parseMail(body);
        return { name: 'send', data: mail, opts: { jobId: mail.id } };
      }),
    );
    return messages;
  };
