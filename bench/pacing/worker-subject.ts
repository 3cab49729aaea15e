import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { plainEnvironment } from '../../local/child-process.ts';
import { readRequestCounts } from '../../local/engines/request-counts.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { sesControl } from '../../local/lab/ses-control.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { endpointVariables } from '../../local/stack/contract-files.ts';
import { openStackLogs } from '../../local/stack/stack-logs.ts';
import { createTeardown, type Teardown } from '../../local/stack/teardown.ts';
import type { Design } from './designs/catalogue.ts';
import { jobQueue } from './redis.ts';
import type { RowPlan } from './row.ts';
import { type Requests, requestsOf, type Subject } from './subject.ts';
import { queue, region, startWorkerEngines, table, type WorkerEngines } from './worker-engines.ts';
import { startWorker, type Worker } from './worker-process.ts';

const readyMs = 30_000;
/** Longest time from SIGTERM until a container reports its counts; ms. */
const tellMs = 5_000;

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Another design: its containers as processes, with engines and a simulated SES of its own. */
export const startWorkers = async (
  plan: RowPlan,
  design: Design,
  directory: string,
): Promise<Subject> => {
  const teardown = createTeardown();
  try {
    return await start(plan, design, directory, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
};

const environmentOf = (
  plan: RowPlan,
  engines: WorkerEngines,
  index: number,
): Readonly<Record<string, string>> => ({
  ...plainEnvironment(),
  ...endpointVariables({
    region,
    sqs: engines.queues,
    sns: engines.queues,
    s3: engines.queues,
    dynamodb: engines.tables,
    ses: engines.ses,
  }),
  AWS_SDK_UA_APP_ID: `container-${index}`,
  BENCH_SES_ENDPOINT: engines.ses,
  BENCH_SQS_ENDPOINT: engines.queues,
  BENCH_QUEUE_URL: engines.queueUrl,
  BENCH_DYNAMODB_ENDPOINT: engines.tables,
  BENCH_TABLE: table,
  ...(engines.redis === undefined ? {} : { BENCH_REDIS_URL: engines.redis }),
  BENCH_RATE: String(plan.rate),
  BENCH_CONTAINERS: String(plan.containers),
  BENCH_INDEX: String(index),
  BENCH_BATCH: String(plan.batch),
});

const countInQueue = async ({ clients, queueUrl }: WorkerEngines): Promise<number> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
};

const requestsOfDesign = async ({ queues, tables }: WorkerEngines): Promise<Requests> => {
  const [ofQueues, ofTables] = await Promise.all([
    readRequestCounts(queues),
    readRequestCounts(tables),
  ]);
  return requestsOf(
    { queues: ofQueues, tables: ofTables },
    { ledger: table, isOwnQueue: (name) => name === queue },
  );
};

const waitForReceives = async ({ queues }: WorkerEngines, containers: number): Promise<void> => {
  const allReceive = async (): Promise<boolean> =>
    ((await readRequestCounts(queues))[`ReceiveMessage ${queue}`] ?? 0) >= containers;
  await waitUntil(allReceive, { everyMs: 100, atMostMs: readyMs });
};

/** The containers of a design, not started yet. */
const containersOf = (
  plan: RowPlan,
  design: Design,
  engines: WorkerEngines,
  onLine: (line: string) => void,
) => {
  let workers: readonly Worker[] = [];
  return {
    begin: async (): Promise<void> => {
      workers = Array.from({ length: plan.containers }, (_, index) =>
        startWorker(design.program, environmentOf(plan, engines, index), onLine),
      );
      await waitForReceives(engines, workers.length);
    },
    kill: (containers: number): void => {
      for (const worker of workers.slice(0, containers)) worker.process.kill('SIGKILL');
    },
    end: async (): Promise<void> => {
      await Promise.all(workers.map((worker) => worker.process.stop(tellMs)));
    },
    billedMs: (): number => workers.reduce((sum, worker) => sum + worker.billedMs(), 0),
  };
};

const start = async (
  plan: RowPlan,
  design: Design,
  directory: string,
  teardown: Teardown,
): Promise<Subject> => {
  await mkdir(directory, { recursive: true });
  const logs = await openStackLogs(join(directory, 'designs'));
  teardown.add(logs.close);
  const onLine = (line: string): void => logs.write(design.name, line);
  const engines = await startWorkerEngines(plan, design, { directory, teardown, onLine });
  const containers = containersOf(plan, design, engines, onLine);
  teardown.add(containers.end);
  const jobs = engines.redis === undefined ? undefined : jobQueue(queue, engines.redis);
  teardown.add(() => jobs?.close());

  return {
    ses: sesControl(engines.ses),
    enqueue: (_lane, ids) =>
      putBacklog(
        engines.clients.sqs,
        engines.queueUrl,
        ids.map((id) => JSON.stringify({ id, to: `${id}@example.com` })),
      ),
    begin: containers.begin,
    countQueued: async () => ((await jobs?.count()) ?? 0) + (await countInQueue(engines)),
    countDeadLetters: async () => 0,
    requests: () => requestsOfDesign(engines),
    // Each is configured by hand, and does not learn the account's rate.
    tellRate: async () => undefined,
    kill: containers.kill,
    settle: async () => undefined,
    end: containers.end,
    billedMsPerMessage: ({ accepted }) => containers.billedMs() / accepted,
    stop: teardown.run,
  };
};
