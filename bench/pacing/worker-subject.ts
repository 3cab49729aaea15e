import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { type NodeProcess, plainEnvironment, startNodeProcess } from '../../local/child-process.ts';
import { createEngineClients, type EngineClients } from '../../local/engines/create-resources.ts';
import { startQueueEngine, startTableEngine } from '../../local/engines/engines.ts';
import { readRequestCounts } from '../../local/engines/request-counts.ts';
import { startSimulator } from '../../local/engines/simulator-process.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { sesControl } from '../../local/lab/ses-control.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import { endpointVariables } from '../../local/stack/contract-files.ts';
import { openStackLogs } from '../../local/stack/stack-logs.ts';
import { createTeardown, type Teardown } from '../../local/stack/teardown.ts';
import type { Design } from './designs/catalogue.ts';
import { ceilingDesign } from './plan-rows.ts';
import { jobQueue, startRedis } from './redis.ts';
import type { RowPlan } from './row.ts';
import { plainVisibilitySeconds } from './scenario-script.ts';
import { requestsOf, type Subject } from './subject.ts';

const region = 'us-east-1';
const accountId = '000000000000';
const queue = 'backlog';
const table = 'bench';
const graceMs = 1_000;
const readyMs = 30_000;
/** A container tells what it did within this time after SIGTERM. */
const tellMs = 5_000;
/** What stands for a SES without limit. */
const noLimit = 1_000_000;

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const reportShape = z.looseObject({ billedMs: z.number() });

/** The line by which a container ends; undefined for any other line. */
export const billedInLine = (line: string): number | undefined => {
  try {
    return reportShape.parse(JSON.parse(line)).billedMs;
  } catch {
    return undefined;
  }
};

interface Worker {
  readonly process: NodeProcess;
  readonly billedMs: () => number;
}

const startWorker = (
  program: string,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Worker => {
  let billedMs = 0;
  const child = startNodeProcess({
    script: program,
    flags: ['--disable-warning=ExperimentalWarning'],
    environment,
    onLine: (line) => {
      billedMs = billedInLine(line) ?? billedMs;
      onLine(line);
    },
  });
  return { process: child, billedMs: () => billedMs };
};

const createQueueAndTable = async ({ sqs, dynamodb }: EngineClients): Promise<void> => {
  await sqs.send(
    new CreateQueueCommand({
      QueueName: queue,
      Attributes: { VisibilityTimeout: String(plainVisibilitySeconds) },
    }),
  );
  await dynamodb.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
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
  const engine = { region, accountId, port: 0, onLine };
  const queues = await startQueueEngine(engine);
  teardown.add(() => queues.process.stop(graceMs));
  const tables = await startTableEngine(engine);
  teardown.add(() => tables.process.stop(graceMs));
  const simulator = await startSimulator({
    settings: {
      rate: design.name === ceilingDesign ? noLimit : plan.rate,
      quota: -1,
      sliding: plan.model === 'sliding',
    },
    port: 0,
    region,
    accountId,
    snsUrl: queues.url,
    configurationSets: [],
    identities: [],
    configurationFile: join(directory, 'ses-of-designs.json'),
    onLine,
  });
  teardown.add(() => simulator.process.stop(graceMs));
  const redis = design.needsRedis ? await startRedis(onLine) : undefined;
  teardown.add(() => redis?.stop());
  const clients = createEngineClients(region, queues.url, tables.url);
  teardown.add(clients.close);
  await createQueueAndTable(clients);

  const queueUrl = `${queues.url}/${accountId}/${queue}`;
  const environmentOf = (index: number): Readonly<Record<string, string>> => ({
    ...plainEnvironment(),
    ...endpointVariables({
      region,
      sqs: queues.url,
      sns: queues.url,
      s3: queues.url,
      dynamodb: tables.url,
      ses: simulator.url,
    }),
    AWS_SDK_UA_APP_ID: `container-${index}`,
    BENCH_SES_ENDPOINT: simulator.url,
    BENCH_SQS_ENDPOINT: queues.url,
    BENCH_QUEUE_URL: queueUrl,
    BENCH_DYNAMODB_ENDPOINT: tables.url,
    BENCH_TABLE: table,
    ...(redis === undefined ? {} : { BENCH_REDIS_URL: redis.url }),
    BENCH_RATE: String(plan.rate),
    BENCH_CONTAINERS: String(plan.containers),
    BENCH_INDEX: String(index),
    BENCH_BATCH: String(plan.batch),
  });

  let workers: readonly Worker[] = [];
  const endAll = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.process.stop(tellMs)));
  };
  teardown.add(endAll);

  const jobs = redis && jobQueue(queue, redis.url);
  teardown.add(() => jobs?.close());

  const countQueued = async (): Promise<number> => {
    const inRedis = (await jobs?.count()) ?? 0;
    const { Attributes = {} } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), inRedis);
  };

  return {
    ses: sesControl(simulator.url),
    enqueue: (_lane, ids) =>
      putBacklog(
        clients.sqs,
        queueUrl,
        ids.map((id) => JSON.stringify({ id, to: `${id}@example.com` })),
      ),
    begin: async () => {
      workers = Array.from({ length: plan.containers }, (_, index) =>
        startWorker(design.program, environmentOf(index), onLine),
      );
      const allReceive = async (): Promise<boolean> =>
        ((await readRequestCounts(queues.url))[`ReceiveMessage ${queue}`] ?? 0) >= workers.length;
      await waitUntil(allReceive, { everyMs: 100, atMostMs: readyMs });
    },
    countQueued,
    countDeadLetters: async () => 0,
    requests: async () => {
      const [ofQueues, ofTables] = await Promise.all([
        readRequestCounts(queues.url),
        readRequestCounts(tables.url),
      ]);
      return requestsOf(
        { queues: ofQueues, tables: ofTables },
        { ledger: table, isOwnQueue: (name) => name === queue },
      );
    },
    // Each is configured by hand and learns nothing of the account.
    tellRate: async () => undefined,
    kill: (containers) => {
      for (const worker of workers.slice(0, containers)) worker.process.kill('SIGKILL');
    },
    settle: async () => undefined,
    end: endAll,
    billedMsPerMessage: ({ accepted }) =>
      workers.reduce((sum, worker) => sum + worker.billedMs(), 0) / accepted,
    stop: teardown.run,
  };
};

/** Another design: its containers as processes, with engines and a SES of their own. */
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
