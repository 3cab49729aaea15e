import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createEngineClients, type EngineClients } from '../../local/engines/create-resources.ts';
import type { StackOptions } from '../../local/stack/stack-options.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { until } from '../support/until.ts';
import { removeTemporaryDirectories, temporaryDirectory } from './support/bundles.ts';
import { knowsListeners, listeningAddresses } from './support/listening-addresses.ts';
import { isListening, isRunning } from './support/processes.ts';
import { smallPackage } from './support/template.ts';

const simulatorScript = new URL('support/silent-ses.mjs', import.meta.url).pathname;

/**
 * Writes what it handled to stdout as embedded metrics; hangs on the first delivery of a body that
 * says so.
 */
const work = `export const handler = async ({ Records }) => {
  for (const { body, attributes } of Records) {
    if (body === 'hang once' && attributes.ApproximateReceiveCount === '1') await new Promise((resolve) => setTimeout(resolve, 60_000));
    console.log(JSON.stringify({ _aws: { CloudWatchMetrics: [{ Namespace: 'Small', Dimensions: [['stage']], Metrics: [{ Name: 'Handled' }] }] }, stage: 'dev', Handled: 1 }));
  }
  return { batchItemFailures: [] };
};`;
const hear = `export const handler = async (event) => { if (event.Records[0].Sns.Message.includes('fail')) throw new Error('cannot'); console.log('heard ' + event.Records[0].Sns.Message); };`;
const tick = `export const handler = async (event) => { console.log('tick ' + event['detail-type']); };`;

const stacks: Stack[] = [];
const opened: EngineClients[] = [];

const aStack = async (
  changes: Partial<StackOptions> = {},
): Promise<{ readonly stack: Stack; readonly clients: EngineClients }> => {
  const stack = await startStack({
    package: await smallPackage({ work, hear, tick }),
    directory: await temporaryDirectory(),
    region: 'eu-west-1',
    quiet: true,
    simulatorScript,
    retryDelaysMs: [10],
    ...changes,
  });
  stacks.push(stack);
  const clients = createEngineClients('eu-west-1', stack.endpoints.sqs, stack.endpoints.dynamodb);
  opened.push(clients);
  return { stack, clients };
};

const put = (clients: EngineClients, stack: Stack, bodies: readonly string[]): Promise<unknown> =>
  clients.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: stack.endpoints.queues.work,
      Entries: bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody })),
    }),
  );

const handled = (stack: Stack): number => stack.metrics.sum('Handled', { stage: 'dev' });

const portsOf = ({ endpoints }: Stack): readonly number[] =>
  [endpoints.sqs, endpoints.dynamodb, endpoints.ses].map((url) => Number(new URL(url).port));

const pidsOf = (stack: Stack): readonly number[] => [
  ...Object.entries(stack.endpoints.pids).flatMap(([name, pid]) => (name === 'stack' ? [] : [pid])),
  ...Object.values(stack.containers()).flat(),
];

const listening = async (ports: readonly number[]): Promise<readonly number[]> => {
  const states = await Promise.all(ports.map(isListening));
  return ports.filter((_, at) => states[at]);
};

afterEach(async () => {
  for (const clients of opened.splice(0)) clients.close();
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
});

afterAll(removeTemporaryDirectories);

describe('stack', () => {
  it('takes nothing from the queues before it is told to, where that is wanted', async () => {
    const { stack, clients } = await aStack({ holdQueues: true });
    await put(clients, stack, ['a', 'b']);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = { handled: handled(stack), depth: (await stack.depths()).work };

    stack.readQueues();
    stack.readQueues();
    await until('all are handled', () => handled(stack) === 2);

    expect(before).toMatchObject({ handled: 0, depth: { visible: 2, inFlight: 0 } });
  });

  it('brings every resource of the template to life, tells where it is, and is gone without a trace when it stops', async () => {
    const { stack, clients } = await aStack();
    const { endpoints, directory } = stack;

    const contract = JSON.parse(await readFile(join(directory, 'endpoints.json'), 'utf8'));
    const environment = await readFile(join(directory, 'env'), 'utf8');
    const item = await clients.dynamodb.send(
      new GetItemCommand({ TableName: endpoints.tables.things, Key: { pk: { S: 'x' } } }),
    );
    const configuration = JSON.parse(await readFile(join(directory, 'ses.json'), 'utf8'));
    await put(clients, stack, ['a', 'b', 'c']);
    await until('all are handled', () => handled(stack) === 3);

    expect(contract).toEqual(endpoints);
    expect(contract).toMatchObject({
      region: 'eu-west-1',
      queues: {
        work: `${endpoints.sqs}/000000000000/small-work`,
        deadLetters: expect.any(String),
        news: expect.any(String),
      },
      topics: { news: 'arn:aws:sns:eu-west-1:000000000000:small-news' },
      tables: { things: 'small-things' },
      configurationSets: { main: 'small-main' },
      buckets: { things: 'small-things-000000000000-eu-west-1' },
      sesDoor: null,
      smtp: null,
      api: null,
    });
    expect(environment).toContain(`export AWS_ENDPOINT_URL_SQS='${endpoints.sqs}'\n`);
    expect(environment).toContain(`export AWS_ENDPOINT_URL_SESV2='${endpoints.ses}'\n`);
    expect(stack.definition('work').environment).toMatchObject({
      AWS_ENDPOINT_URL_STS: endpoints.ses,
      SECRETS_KEY: `file:${join(directory, 'secret-key')}`,
    });
    expect(item.Item).toBeUndefined();
    expect(configuration.configurationSets[0]).toMatchObject({ name: 'small-main' });
    expect(await stack.depths()).toMatchObject({
      work: { visible: 0, delayed: 0 },
      deadLetters: { visible: 0, inFlight: 0, delayed: 0 },
    });
    // The message is gone from its queue a moment before the run that took it is reported.
    const reported = () => stack.reports().map(({ functionName }) => functionName);
    await until('both are reported', () => reported().length >= 2);
    expect(reported()).toEqual(expect.arrayContaining(['small-tick', 'small-work']));

    const pids = pidsOf(stack);
    const ports = portsOf(stack);
    expect(await listening(ports)).toEqual(ports);
    await stack.stop();

    expect(pids.filter(isRunning)).toEqual([]);
    expect(await listening(ports)).toEqual([]);
    expect(existsSync(join(directory, 'endpoints.json'))).toBe(false);
    expect(existsSync(join(directory, 'env'))).toBe(false);
    expect(await readFile(join(directory, 'logs', 'tick.log'), 'utf8')).toMatch(
      /^tick Scheduled Event\nREPORT /,
    );
  });

  it('loses no message of a function that is killed in the middle of a batch', async () => {
    const { stack, clients } = await aStack({ visibilitySeconds: 1, schedule: false });
    await put(clients, stack, ['hang once', 'a', 'b', 'c']);
    await until(
      'a batch is in a container',
      async () =>
        (await stack.depths()).work?.inFlight !== 0 && stack.containers().work?.length !== 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(stack.kill('work')).toBeGreaterThan(0);
    await until('all are handled', () => handled(stack) === 4);
    await until(
      'all are deleted',
      async () =>
        JSON.stringify((await stack.depths()).work) === '{"visible":0,"inFlight":0,"delayed":0}',
    );

    expect(stack.reports().some(({ kind }) => kind === 'error')).toBe(true);
    expect((await stack.depths()).deadLetters?.visible).toBe(0);
  });

  it('invokes a function for what its subscription lets through, and keeps what it could not handle', async () => {
    const { stack, clients } = await aStack({ schedule: false });
    const publish = (Message: string) =>
      clients.sns.send(new PublishCommand({ TopicArn: stack.endpoints.topics.news, Message }));

    await publish('{"eventType":"Bounce","n":"fine"}');
    await publish('{"eventType":"Bounce","n":"fail"}');
    await publish('{"eventType":"Delivery"}');
    await until('three invocations have ended', () => stack.reports().length === 3);
    await until(
      'one is among the dead letters',
      async () => (await stack.depths()).deadLetters?.visible === 1,
    );

    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: stack.endpoints.queues.deadLetters }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
      requestContext: { approximateInvokeCount: 2 },
      requestPayload: { Records: [{ Sns: { Message: '{"eventType":"Bounce","n":"fail"}' } }] },
      responsePayload: { errorType: 'Error', errorMessage: 'cannot' },
    });
    expect((await stack.depths()).news?.visible).toBe(1);
  });

  it('starts beside another one, and leaves what belongs to that alone', async () => {
    const directory = await temporaryDirectory();
    const { stack: first } = await aStack({ directory, schedule: false });
    const contract = await readFile(join(directory, 'endpoints.json'), 'utf8');
    const { stack: second } = await aStack({ directory, schedule: false });

    expect(second.directory).toBe(join(directory, 'stack-2'));
    expect(portsOf(second).filter((port) => portsOf(first).includes(port))).toEqual([]);
    await second.stop();

    expect(await readFile(join(directory, 'endpoints.json'), 'utf8')).toBe(contract);
    expect(await listening(portsOf(first))).toEqual(portsOf(first));
  });

  it('takes the directory of a stack that was killed', async () => {
    const directory = await temporaryDirectory();
    await writeFile(
      join(directory, 'stack.lock'),
      JSON.stringify({ pid: process.pid, port: 1, token: 'of another' }),
    );
    await writeFile(join(directory, 'endpoints.json'), '{}');

    const { stack } = await aStack({ directory, schedule: false });

    expect(stack.directory).toBe(directory);
  });

  it('ends what it had started when something is in the way', async () => {
    const directory = await temporaryDirectory();

    await expect(aStack({ directory, simulatorScript: '/nowhere.mjs' })).rejects.toThrow(
      /the SES simulator ended before it was ready/,
    );

    expect(existsSync(join(directory, 'stack.lock'))).toBe(false);
    const { stack } = await aStack({ directory, schedule: false });
    expect(stack.directory).toBe(directory);
  });

  it('names the functions there are when asked for another', async () => {
    const { stack } = await aStack({ schedule: false });

    expect(() => stack.kill('send')).toThrow(
      new RangeError('there is no function send; there are work, hear, tick'),
    );
  });

  // Elsewhere it is not told which process listens where.
  (knowsListeners ? it : it.skip)('listens on 127.0.0.1 and nowhere else', async () => {
    const { zipOf } = await smallPackage({ work, hear, tick });
    const child = spawn(
      process.execPath,
      [new URL('support/run-stack.ts', import.meta.url).pathname],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env.PATH,
          DIRECTORY: await temporaryDirectory(),
          ZIPS: join(zipOf('work'), '..'),
        },
      },
    );
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { pids, ports }: { pids: number[]; ports: number[] } = JSON.parse(line);

    const addresses = await listeningAddresses([child.pid ?? 0, ...pids]);
    child.kill();
    await once(child, 'exit');

    expect(addresses).toEqual(expect.arrayContaining(ports.map((port) => `127.0.0.1:${port}`)));
    expect(addresses.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
    // The stack's own servers are among them: the runtime API of a container, Lambda's API, the
    // lock.
    expect(addresses.length).toBeGreaterThan(ports.length + 2);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'leaves no process and no port when its own process is ended by %s',
    async (signal) => {
      const directory = await temporaryDirectory();
      const { zipOf } = await smallPackage({ work, hear, tick });
      const child = spawn(
        process.execPath,
        [new URL('support/run-stack.ts', import.meta.url).pathname],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: {
            PATH: process.env.PATH,
            DIRECTORY: directory,
            ZIPS: join(zipOf('work'), '..'),
            SIMULATOR: simulatorScript,
          },
        },
      );
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const { pids, ports }: { pids: number[]; ports: number[] } = JSON.parse(line);
      expect(pids.filter(isRunning)).toEqual(pids);
      expect(pids).toHaveLength(4);

      child.kill(signal);
      await once(child, 'exit');

      await until('all are gone', () => pids.filter(isRunning).length === 0);
      expect(await listening(ports)).toEqual([]);
    },
  );
});
