import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Design, designs } from '../../bench/pacing/designs/catalogue.ts';
import { type NodeProcess, plainEnvironment, startNodeProcess } from '../../local/child-process.ts';
import { createEngineClients, type EngineClients } from '../../local/engines/create-resources.ts';
import { type Engine, startQueueEngine, startTableEngine } from '../../local/engines/engines.ts';
import { startTinySes, type TinySes } from '../bench/tiny-ses.ts';
import { until } from '../support/until.ts';

const region = 'us-east-1';
const accountId = '000000000000';
/** Long enough for a worker on a machine that stands still for a second to renew it in time. */
const visibilitySeconds = 3;

let queueEngine: Engine;
let tableEngine: Engine;
let clients: EngineClients;

beforeAll(async () => {
  const options = { region, accountId, port: 0, onLine: () => undefined };
  [queueEngine, tableEngine] = await Promise.all([
    startQueueEngine(options),
    startTableEngine(options),
  ]);
  clients = createEngineClients(region, queueEngine.url, tableEngine.url);
});

const running: Run[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((run) => run.end()));
});

afterAll(async () => {
  clients.close();
  await Promise.all([queueEngine, tableEngine].map(({ process }) => process.stop(1_000)));
});

const idsUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `m-${index + 1}`);

interface Run {
  readonly name: string;
  readonly ses: TinySes;
  readonly workers: readonly NodeProcess[];
  readonly messagesLeft: () => Promise<number>;
  /** SIGTERM to all that still run; the statistics of each. */
  readonly end: () => Promise<readonly Readonly<Record<string, number>>[]>;
}

const untilEmpty = (run: Run): Promise<void> =>
  until('the queue is empty', async () => (await run.messagesLeft()) === 0);

const createBacklog = async (name: string, ids: readonly string[]): Promise<string> => {
  const { QueueUrl } = await clients.sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
  await clients.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: ids.map((id) => ({
        Id: id,
        MessageBody: JSON.stringify({ id, to: `${id}@example.com` }),
      })),
    }),
  );
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  return QueueUrl as string;
};

interface RunOptions {
  readonly ids: readonly string[];
  readonly rate: number;
  readonly containers: number;
  readonly batch?: number;
  readonly refusals?: Readonly<Record<string, number>>;
}

let runs = 0;

const start = async (
  design: Design,
  { ids, rate, containers, batch = 10, refusals = {} }: RunOptions,
): Promise<Run> => {
  runs += 1;
  const name = `${design.name}-${runs}`;
  const [ses, queueUrl] = await Promise.all([startTinySes(), createBacklog(name, ids)]);
  for (const [id, times] of Object.entries(refusals)) ses.refusals.set(id, times);
  const lines: string[] = [];
  const workers = Array.from({ length: containers }, (_, index) =>
    startNodeProcess({
      script: design.program,
      flags: ['--disable-warning=ExperimentalWarning'],
      environment: {
        ...plainEnvironment(),
        AWS_REGION: region,
        BENCH_SES_ENDPOINT: ses.url,
        BENCH_SQS_ENDPOINT: queueEngine.url,
        BENCH_QUEUE_URL: queueUrl,
        BENCH_DYNAMODB_ENDPOINT: tableEngine.url,
        BENCH_TABLE: name,
        BENCH_RATE: String(rate),
        BENCH_CONTAINERS: String(containers),
        BENCH_INDEX: String(index),
        BENCH_BATCH: String(batch),
      },
      onLine: (line, stream) =>
        stream === 'stdout' ? lines.push(line) : process.stderr.write(`${design.name}: ${line}\n`),
    }),
  );
  const run: Run = {
    name,
    ses,
    workers,
    messagesLeft: async () => {
      const { Attributes = {} } = await clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes.ApproximateNumberOfMessages) +
        Number(Attributes.ApproximateNumberOfMessagesNotVisible)
      );
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.stop(5_000)));
      ses.close();
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, number>>);
    },
  };
  running.push(run);
  return run;
};

const named = (name: string): Design => designs.find((design) => design.name === name) as Design;

const withoutRedis = designs.filter(({ needsRedis }) => !needsRedis);

describe('the designs that the pipeline is compared with', () => {
  it('are all in the catalogue, each with its program', async () => {
    const programs = designs.map(({ program }) => basename(program, '.ts'));
    const files = await readdir(dirname(named('sdk-retries').program));

    expect(programs).toEqual(designs.map(({ name }) => name));
    expect([...programs, 'catalogue'].sort()).toEqual(
      files
        .filter((file) => file.endsWith('.ts'))
        .map((file) => basename(file, '.ts'))
        .sort(),
    );
  });

  it.each(withoutRedis)(
    '$name sends each message once, takes it off the queue and says what it cost',
    async (design) => {
      const ids = idsUpTo(10);
      const run = await start(design, { ids, rate: 50, containers: 1, refusals: { 'm-3': 1 } });

      await untilEmpty(run);
      const statistics = await run.end();

      expect([...run.ses.taken].sort()).toEqual([...ids].sort());
      expect(statistics).toEqual([
        {
          billedMs: expect.any(Number),
          dynamoRequests: statistics[0]?.dynamoWrites,
          dynamoWrites: expect.any(Number),
          sqsRequests: expect.any(Number),
          failed: 0,
        },
      ]);
      expect(statistics[0]?.billedMs).toBeGreaterThan(0);
      // The visibility timeout is read, the messages are received and removed, and another receive
      // waits for more.
      expect(statistics[0]?.sqsRequests).toBeGreaterThanOrEqual(4);
    },
  );

  it('a batch that waits longer for its turn than the visibility timeout is not sent by another worker too', async () => {
    const ids = idsUpTo(10);
    const run = await start(named('p-throttle'), { ids, rate: 2, containers: 2 });

    await untilEmpty(run);
    await run.end();

    expect([...run.ses.taken].sort()).toEqual([...ids].sort());
  });

  it('what a killed worker held is sent by another', async () => {
    const ids = idsUpTo(10);
    const run = await start(named('p-throttle'), { ids, rate: 4, containers: 2, batch: 5 });

    await until('it sends', () => run.ses.taken.length > 0);
    run.workers[0]?.kill('SIGKILL');
    await untilEmpty(run);
    const statistics = await run.end();

    expect(new Set(run.ses.taken)).toEqual(new Set(ids));
    expect(statistics).toHaveLength(1);
  });

  it('sdk-retries leaves what SES refused three times on the queue, and sends it when it comes again', async () => {
    const run = await start(named('sdk-retries'), {
      ids: idsUpTo(2),
      rate: 10,
      containers: 1,
      refusals: { 'm-2': 4 },
    });

    await untilEmpty(run);
    const [statistics] = await run.end();

    expect(run.ses.taken).toEqual(['m-1', 'm-2']);
    expect(statistics?.failed).toBe(0);
  });

  it('dynamo-counter counts at most the rate in a second', async () => {
    const rate = 4;
    const run = await start(named('dynamo-counter'), { ids: idsUpTo(10), rate, containers: 1 });

    await until('all are sent', () => run.ses.taken.length === 10);
    const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: run.name }));
    const [statistics] = await run.end();

    const counts = Items.map(({ taken }) => Number(taken?.N));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(Math.max(...counts)).toBe(rate);
    expect(statistics?.dynamoWrites).toBeGreaterThanOrEqual(10);
  });
});
