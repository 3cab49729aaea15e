import { join } from 'node:path';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  type Endpoints,
  endpointVariables,
  removeContractFiles,
  writeContractFiles,
} from './contract-files.ts';
import { createEngineClients, createResources } from './engines/create-resources.ts';
import { type Engine, startQueueEngine, startTableEngine } from './engines/engines.ts';
import { type SimulatorSettings, startSimulator } from './engines/simulator-process.ts';
import type { Service } from './faults/service-errors.ts';
import { type FateOf, startServiceProxy } from './faults/service-proxy.ts';
import type { FunctionDefinition } from './lambda/container.ts';
import { createMetricTally, type MetricTally } from './lambda/embedded-metrics.ts';
import type { InvocationReport, InvocationResult } from './lambda/function-pool.ts';
import { startLambdaApi } from './lambda/lambda-api.ts';
import { createStackFunctions, type StackFunction } from './lambda/stack-functions.ts';
import { type StackDirectory, takeStackDirectory } from './stack-directory.ts';
import { openStackLogs } from './stack-logs.ts';
import { createTeardown, type Teardown } from './teardown.ts';
import { nameInArn, readStackResources, referencesByName } from './template/stack-resources.ts';
import { resolveTemplate, type Template } from './template/template-resolver.ts';
import type { EventSourceMapping } from './triggers/event-source-mapping.ts';
import { type HttpRoute, startHttpApi } from './triggers/http-api.ts';
import type { QueuePoller } from './triggers/queue-poller.ts';
import {
  createEventSources,
  createRoutes,
  startSchedules,
  startSubscriptions,
} from './triggers/stack-triggers.ts';

/** What `serverless package` made. */
export interface StackPackage {
  readonly template: Template;
  /** Path of a function's zip, by its key in serverless.yml. */
  readonly zipOf: (functionKey: string) => string;
}

export interface StackOptions extends SimulatorSettings {
  readonly package: StackPackage;
  readonly region?: string;
  readonly accountId?: string;
  /** Where the stack keeps its files; a second stack beside a running one takes `<directory>/stack-2`. */
  readonly directory: string;
  /** Fixed ports; any free one for those left out. */
  readonly ports?: {
    readonly queues?: number;
    readonly tables?: number;
    readonly ses?: number;
    readonly api?: number;
  };
  /** Whether problems are kept out of stderr; they are in `logs/stack.log` anyway. */
  readonly quiet?: boolean;
  /** Replaces the visibility timeout of every queue that a function reads, for experiments with crashes. */
  readonly visibilitySeconds?: number;
  /** A batch waits no longer than so to fill up, whatever its event source says; seconds. */
  readonly longestWindowSeconds?: number;
  /** Replaces the timeout of every function, for experiments with crashes. */
  readonly timeoutSeconds?: number;
  /** Variables of every function that are to be other than in the template, for experiments. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the containers that the queues will need are started ahead, as Lambda's provisioned concurrency does. */
  readonly warm?: boolean;
  /** Whether the tables count what DynamoDB would bill. */
  readonly countUnits?: boolean;
  /** Whether nothing is taken from the queues before `readQueues` is called: for whoever fills them first. */
  readonly holdQueues?: boolean;
  /** Whether scheduled functions run: once at the start, then by their rates. */
  readonly schedule?: boolean;
  /** Waits before the first and the second retry of an asynchronous invocation. */
  readonly retryDelaysMs?: readonly number[];
  /** How far the clock of a container runs ahead, or behind when negative: by its number, from 0, and the function's key; ms. */
  readonly clockSkewMs?: (container: number, functionKey: string) => number;
  /** Another program in the place of the SES simulator. */
  readonly simulatorScript?: string;
  /** Decides what becomes of every request of a function to a service, and of SES's to SNS. What polls and invokes is not touched. */
  readonly fateOf?: FateOf;
}

/** Messages in a queue. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The pipeline, running on this machine. Functions are named by their keys in serverless.yml, queues as in `endpoints.queues`. */
export interface Stack {
  readonly directory: string;
  readonly endpoints: Endpoints;
  /** What the functions wrote in embedded metric format so far. */
  readonly metrics: MetricTally;
  /** Invokes a function and waits for its answer. */
  readonly invoke: (functionKey: string, event: unknown) => Promise<InvocationResult>;
  /** Processes that run each function now. */
  readonly containers: () => Readonly<Record<string, readonly number[]>>;
  /** Kills every process of a function, as a crash would; returns how many. */
  readonly kill: (functionKey: string) => number;
  /** How a function is run: for experiments that start containers of their own. */
  readonly definition: (functionKey: string) => FunctionDefinition;
  /** Every invocation so far, in the order in which they ended. */
  readonly reports: () => readonly InvocationReport[];
  /** Begins to take from the queues, where that was held back; else it has begun. */
  readonly readQueues: () => void;
  /** Event source mappings, by the name of their queue in AWS. */
  readonly pollers: Readonly<Record<string, QueuePoller>>;
  readonly depths: () => Promise<Readonly<Record<string, QueueDepth>>>;
  /** Ends everything; when it resolves no process and no port is left. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** How long running invocations may take to end when the stack stops. */
const STOP_GRACE_MS = 5_000;
const PROCESS_GRACE_MS = 1_000;

const FIRST_RETRIES_MS = [1_000, 2_000] as const;

/**
 * Brings the whole pipeline up on this machine: engines, SES simulator, functions and what invokes them, all on 127.0.0.1.
 *
 * @throws Error saying what is in the way; whatever had been started is ended before
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const teardown = createTeardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
};

const start = async (options: StackOptions, teardown: Teardown): Promise<Stack> => {
  const { region = 'us-east-1', accountId = '000000000000', ports = {}, schedule = true } = options;
  const held = await takeStackDirectory(options.directory);
  const directory = held.path;
  forgetWhenOver(held, teardown);

  const logs = await openStackLogs(join(directory, 'logs'));
  teardown.add(logs.close);
  const onProblem = (problem: string): void => {
    logs.write('stack', `${new Date().toISOString()} ${problem}`);
    if (options.quiet !== true) process.stderr.write(`${problem}\n`);
  };

  const engine = { region, accountId, onLine: (line: string) => logs.write('engines', line) };
  const [queues, tables] = await bothEngines(
    [
      startQueueEngine({ ...engine, port: ports.queues ?? 0 }),
      startTableEngine({
        ...engine,
        port: ports.tables ?? 0,
        ...(options.countUnits === undefined ? {} : { countUnits: options.countUnits }),
      }),
    ],
    teardown,
  );
  const clients = createEngineClients(region, queues.url, tables.url);
  teardown.add(clients.close);

  const queueUrl = (name: string): string => `${queues.url}/${accountId}/${name}`;
  const resolved = resolveTemplate(options.package.template, {
    region,
    accountId,
    stackName: 'local',
    parameters: {},
    queueUrl,
  });
  const resources = readStackResources(resolved);
  /** Where functions find a service: at its engine, or behind what decides about their requests. */
  const reach = async (service: Service, target: string): Promise<string> => {
    if (options.fateOf === undefined) return target;
    const proxy = await startServiceProxy({ service, target, fateOf: options.fateOf });
    teardown.add(proxy.close);
    return proxy.url;
  };
  const sns = await reach('sns', queues.url);
  const [simulator] = await Promise.all([
    startSimulator({
      ...(options.simulatorScript === undefined ? {} : { script: options.simulatorScript }),
      settings: options,
      port: ports.ses ?? 0,
      region,
      accountId,
      snsUrl: sns,
      configurationSets: resources.configurationSets,
      identities: resources.identities,
      configurationFile: join(directory, 'ses.json'),
      onLine: (line) => logs.write('ses', line),
    }).then((started) => {
      teardown.add(() => started.process.stop(PROCESS_GRACE_MS));
      return started;
    }),
    createResources(resources, clients, options.visibilitySeconds),
  ]);

  let mappings: readonly EventSourceMapping[] = [];
  const lambda = await startLambdaApi(() => mappings, 0);
  teardown.add(lambda.close);

  let routes: readonly HttpRoute[] = [];
  const api =
    resources.routes.length === 0
      ? undefined
      : await startHttpApi({
          routes: () => routes,
          accountId,
          port: ports.api ?? 0,
          now: Date.now,
        });
  if (api !== undefined) teardown.add(api.close);

  const endpoints: Endpoints = {
    region,
    accountId,
    sqs: queues.url,
    sns: queues.url,
    s3: queues.url,
    dynamodb: tables.url,
    lambda: lambda.url,
    ses: simulator.url,
    sesDoor: null,
    smtp: null,
    console: simulator.console,
    api: api?.url ?? null,
    queues: referencesByName(resolved, 'AWS::SQS::Queue', 'Queue'),
    topics: referencesByName(resolved, 'AWS::SNS::Topic', 'Topic'),
    tables: referencesByName(resolved, 'AWS::DynamoDB::Table', 'Table'),
    configurationSets: referencesByName(resolved, 'AWS::SES::ConfigurationSet', 'ConfigurationSet'),
    buckets: referencesByName(resolved, 'AWS::S3::Bucket', 'Bucket'),
    logs: logs.directory,
    pids: {
      stack: process.pid,
      queues: queues.process.pid,
      tables: tables.process.pid,
      ses: simulator.process.pid,
    },
  };

  const reached = {
    ...endpoints,
    sns,
    sqs: await reach('sqs', queues.url),
    s3: await reach('s3', queues.url),
    dynamodb: await reach('dynamodb', tables.url),
    ses: await reach('ses', simulator.url),
  };

  const metrics = createMetricTally();
  const reports: InvocationReport[] = [];
  const functions = await createStackFunctions({
    functions: resources.functions.map((resource) => ({
      ...resource,
      timeoutSeconds: options.timeoutSeconds ?? resource.timeoutSeconds,
      // The SDK goes where a queue's URL says.
      environment: mapValues(resource.environment, (value) =>
        value.replace(queues.url, reached.sqs),
      ),
    })),
    zipOf: options.package.zipOf,
    directory,
    region,
    accountId,
    endpoints: { ...endpointVariables(reached), ...options.environment },
    sqs: clients.sqs,
    queueUrl,
    retryDelaysMs: options.retryDelaysMs ?? FIRST_RETRIES_MS,
    onLine: (key, line) => {
      logs.write(key, line);
      metrics.add(line);
    },
    onReport: (report) => void reports.push(report),
    onProblem,
    clockSkewMs: options.clockSkewMs,
  });
  teardown.add(() => Promise.all(functions.map(({ pool }) => pool.stop(PROCESS_GRACE_MS))));

  const triggers = {
    functions,
    sqs: clients.sqs,
    sns: clients.sns,
    queueUrl,
    region,
    accountId,
    onProblem,
  };
  const { longestWindowSeconds = Number.POSITIVE_INFINITY } = options;
  const eventSources = resources.eventSources.map((source) => ({
    ...source,
    batchingWindowSeconds: Math.min(source.batchingWindowSeconds, longestWindowSeconds),
  }));
  mappings = createEventSources(eventSources, triggers);
  routes = createRoutes(resources.routes, functions);
  // First the schedules: what they write and set may be needed by the first message.
  if (schedule) teardown.add(await startSchedules(resources.schedules, triggers));
  if (options.warm === true) await warmUp(functions, mappings);
  const bridges = await startSubscriptions(resources.subscriptions, triggers);
  teardown.add(() => stopAll(bridges));
  const pollers = Object.fromEntries(
    mappings.map(({ queueArn, poller }) => [nameInArn(queueArn), poller]),
  );
  teardown.add(() => stopAll(Object.values(pollers)));
  let isReading = false;
  const readQueues = (): void => {
    if (isReading) return;
    isReading = true;
    for (const mapping of mappings) mapping.begin();
  };
  if (options.holdQueues !== true) readQueues();

  await writeContractFiles(directory, endpoints);
  return {
    directory,
    endpoints,
    metrics,
    invoke: (functionKey, event) => functionWithKey(functions, functionKey).pool.invoke(event),
    containers: () => Object.fromEntries(functions.map(({ key, pool }) => [key, pool.pids()])),
    kill: (functionKey) => functionWithKey(functions, functionKey).pool.kill(),
    definition: (functionKey) => functionWithKey(functions, functionKey).definition,
    reports: () => reports,
    readQueues,
    pollers,
    depths: () => readDepths(clients.sqs, endpoints.queues),
    stop: teardown.run,
  };
};

const mapValues = (
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** As many batches of a queue as may run at once; where a batch takes its time to fill, one at a time will do. */
const batchesAtOnce = ({ poller }: EventSourceMapping): number => {
  const { batchingWindowSeconds, maximumConcurrency } = poller.settings();
  return batchingWindowSeconds > 0 ? 1 : maximumConcurrency;
};

const warmUp = async (
  functions: readonly StackFunction[],
  mappings: readonly EventSourceMapping[],
): Promise<void> => {
  for (const { name, pool } of functions) {
    const own = mappings.filter(({ functionArn }) => nameInArn(functionArn) === name);
    await pool.warm(
      Math.max(
        1,
        own.reduce((sum, mapping) => sum + batchesAtOnce(mapping), 0),
      ),
    );
  }
};

const stopAll = (pollers: readonly QueuePoller[]): Promise<unknown> =>
  Promise.all(pollers.map((poller) => poller.stop(STOP_GRACE_MS)));

/** Takes away what says that the stack runs, in order or when the process exits without. */
const forgetWhenOver = (held: StackDirectory, teardown: Teardown): void => {
  const forget = (): void => {
    removeContractFiles(held.path);
    held.release();
  };
  process.on('exit', forget);
  teardown.add(() => {
    process.off('exit', forget);
    forget();
  });
  // Those of a stack that was killed.
  removeContractFiles(held.path);
};

/** Waits for both, so that neither is forgotten when the other fails. */
const bothEngines = async (
  starting: readonly [Promise<Engine>, Promise<Engine>],
  teardown: Teardown,
): Promise<readonly [Engine, Engine]> => {
  const [first, second] = await Promise.allSettled(starting);
  for (const start of [first, second]) {
    if (start.status === 'fulfilled')
      teardown.add(() => start.value.process.stop(PROCESS_GRACE_MS));
  }
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
};

/** @throws RangeError naming the functions there are */
const functionWithKey = (functions: readonly StackFunction[], key: string): StackFunction => {
  const found = functions.find((each) => each.key === key);
  if (found === undefined)
    throw new RangeError(
      `there is no function ${key}; there are ${functions.map((each) => each.key).join(', ')}`,
    );
  return found;
};

const readDepths = async (
  sqs: SQSClient,
  queues: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, QueueDepth>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(queues).map(async ([name, QueueUrl]) => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        const depth: QueueDepth = {
          visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
          inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
          delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
        };
        return [name, depth] as const;
      }),
    ),
  );
