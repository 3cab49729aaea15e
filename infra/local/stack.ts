import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { createAsynchronousInvocation, type InvokeAsynchronously } from './asynchronous-invocation.ts';
import { type Endpoints, endpointVariables, outputsEndingIn, removeContractFiles, writeContractFiles } from './contract-files.ts';
import { createEngineClients, createResources, type EngineClients } from './create-resources.ts';
import { createMetricTally, type MetricTally } from './embedded-metrics.ts';
import { type Engine, startQueueEngine, startServerProcess, startTableEngine } from './engines.ts';
import { unpackFunction } from './function-code.ts';
import { createFunctionPool, type FunctionPool, type InvocationReport, type InvocationResult } from './function-pool.ts';
import { type QueuePoller, startQueuePoller } from './queue-poller.ts';
import { rateMs, scheduledEvent } from './schedule.ts';
import { startSnsLambdaBridge } from './sns-lambda-bridge.ts';
import { takeStackDirectory } from './stack-directory.ts';
import { type FunctionResource, nameInArn, readStackResources, type StackResources } from './stack-resources.ts';
import { type ResolvedTemplate, resolveTemplate, type Template } from './template-resolver.ts';

/** What `serverless package` made. */
export interface StackPackage {
  readonly template: Template;
  /** Path of a function's zip, by its key in serverless.yml. */
  readonly zipOf: (functionKey: string) => string;
}

export interface StackOptions {
  readonly package: StackPackage;
  readonly region?: string;
  readonly accountId?: string;
  /** Recipients per second that SES allows. */
  readonly rate?: number;
  /** Recipients per 24 hours that SES allows. */
  readonly quota?: number;
  /** Whether SES enforces its rate over every window of one second, not as a token bucket. */
  readonly sliding?: boolean;
  /** Median time that SES takes to answer. */
  readonly latencyMs?: number;
  /** Where the stack keeps its files; a second stack beside a running one takes `<directory>/stack-2`. */
  readonly directory: string;
  /** Fixed ports; any free one for those left out. */
  readonly ports?: { readonly queues?: number; readonly tables?: number; readonly ses?: number };
  /** Whether problems are kept out of stderr; they are in `logs/stack.log` anyway. */
  readonly quiet?: boolean;
  /** Replaces the visibility timeout of every queue, for experiments with crashes. */
  readonly visibilitySeconds?: number;
  /** Whether scheduled functions run: once at the start, then by their rates. */
  readonly schedule?: boolean;
  /** Waits before the retries of asynchronous invocations. */
  readonly retryDelaysMs?: readonly number[];
  /** Another program in the place of the SES simulator. */
  readonly simulatorScript?: string;
}

/** Messages in a queue. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The pipeline, running on this machine. */
export interface Stack {
  readonly directory: string;
  readonly endpoints: Endpoints;
  /** What the functions wrote in embedded metric format so far. */
  readonly metrics: MetricTally;
  /** Invokes a function, by its key in serverless.yml, and waits for its answer. */
  readonly invoke: (functionKey: string, event: unknown) => Promise<InvocationResult>;
  /** Processes that run each function now. */
  readonly containers: () => Readonly<Record<string, readonly number[]>>;
  /** Kills every process of a function, as a crash would; returns how many. */
  readonly kill: (functionKey: string) => number;
  /** Every invocation so far, oldest first. */
  readonly reports: () => readonly InvocationReport[];
  /** Event source mappings by the name of their queue. */
  readonly pollers: Readonly<Record<string, QueuePoller>>;
  /** By the names in `endpoints.queues`. */
  readonly depths: () => Promise<Readonly<Record<string, QueueDepth>>>;
  /** Ends everything; when it resolves no process and no port is left. Safe to call again. */
  readonly stop: () => Promise<void>;
}

const simulator = fileURLToPath(new URL('ses/main.ts', import.meta.url));

/** Processes per function at a time, where the template sets no limit. */
const MAXIMUM_CONTAINERS = 50;
const IDLE_CONTAINER_MS = 5 * 60_000;
/** How long running invocations may take to end when the stack stops. */
const STOP_GRACE_MS = 5_000;
const PROCESS_GRACE_MS = 1_000;

const readyShape = z.looseObject({ url: z.optional(z.string()), port: z.optional(z.number()), console: z.optional(z.string()) });

/** Things to end, in the opposite order of their start. */
const createTeardown = (): { readonly add: (end: () => unknown) => void; readonly run: () => Promise<void> } => {
  const ends: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      try {
        await end();
      } catch {
        // What cannot be ended in order is killed when the process exits.
      }
    }
  };
  return {
    add: (end) => void ends.push(end),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
};

const lookUp = <T>(items: ReadonlyMap<string, T>, key: string): T => {
  const found = items.get(key);
  if (found === undefined) throw new RangeError(`there is no function ${key}; there are ${[...items.keys()].join(', ')}`);
  return found;
};

interface Logs {
  readonly write: (name: string, line: string) => void;
  readonly close: () => Promise<void>;
}

const openLogs = (directory: string): Logs => {
  const streams = new Map<string, WriteStream>();
  const streamOf = (name: string): WriteStream => {
    const open = streams.get(name) ?? createWriteStream(join(directory, `${name}.log`), { flags: 'a' });
    streams.set(name, open);
    return open;
  };
  return {
    write: (name, line) => void streamOf(name).write(`${line}\n`),
    close: async () => {
      await Promise.all([...streams.values()].map((stream) => new Promise((resolve) => stream.end(resolve))));
    },
  };
};

/**
 * Brings the whole pipeline up on this machine: engines, SES simulator, functions and what invokes them, all on 127.0.0.1.
 *
 * @throws Error saying what is in the way; whatever had been started is ended before
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { region = 'us-east-1', accountId = '000000000000', quiet = false, schedule = true, ports = {} } = options;
  const teardown = createTeardown();
  try {
    return await start();
  } catch (error) {
    await teardown.run();
    throw error;
  }

  async function start(): Promise<Stack> {
    const held = await takeStackDirectory(options.directory);
    const directory = held.path;
    const forget = (): void => {
      removeContractFiles(directory);
      held.release();
    };
    process.on('exit', forget);
    teardown.add(() => {
      process.off('exit', forget);
      forget();
    });
    removeContractFiles(directory);

    const logDirectory = join(directory, 'logs');
    await rm(logDirectory, { recursive: true, force: true });
    await mkdir(logDirectory, { recursive: true });
    const logs = openLogs(logDirectory);
    teardown.add(logs.close);
    const onProblem = (problem: string): void => {
      logs.write('stack', `${new Date().toISOString()} ${problem}`);
      if (!quiet) process.stderr.write(`${problem}\n`);
    };
    const engineOptions = { region, accountId, onLine: (line: string) => logs.write('engines', line) };

    const keep = async (starting: Promise<Engine>): Promise<Engine> => {
      const engine = await starting;
      teardown.add(() => engine.process.stop(PROCESS_GRACE_MS));
      return engine;
    };
    // Both are waited for, so that neither is forgotten when the other fails.
    const [queueStart, tableStart] = await Promise.allSettled([
      keep(startQueueEngine({ ...engineOptions, port: ports.queues ?? 0 })),
      keep(startTableEngine({ ...engineOptions, port: ports.tables ?? 0 })),
    ]);
    if (queueStart.status === 'rejected') throw queueStart.reason;
    if (tableStart.status === 'rejected') throw tableStart.reason;
    const queueEngine = queueStart.value;
    const tableEngine = tableStart.value;

    const queueUrl = (name: string): string => `${queueEngine.url}/${accountId}/${name}`;
    const template = resolveTemplate(options.package.template, { region, accountId, stackName: 'local', parameters: {}, queueUrl });
    const resources = readStackResources(template);
    const clients = createEngineClients(region, queueEngine.url, tableEngine.url);
    teardown.add(clients.close);

    const [, ses, code] = await Promise.all([
      createResources(resources, clients, options.visibilitySeconds),
      startSimulator(directory, resources, queueEngine.url, (line) => logs.write('ses', line)),
      unpackAll(directory, resources.functions),
    ]);
    const endpoints: Endpoints = {
      ...endpointsOf(template, queueEngine.url, tableEngine.url),
      ses: ses.url,
      console: ses.console,
      logs: logDirectory,
      pids: { stack: process.pid, queues: queueEngine.process.pid, tables: tableEngine.process.pid, ses: ses.pid },
    };

    const metrics = createMetricTally();
    const reports: InvocationReport[] = [];
    const pools = new Map<string, FunctionPool>();
    const asynchronous = new Map<string, InvokeAsynchronously>();
    for (const resource of resources.functions) {
      const pool = createFunctionPool({
        definition: {
          ...resource,
          codeDirectory: lookUp(code, resource.key),
          environment: functionEnvironment(resource, endpoints),
          region,
          accountId,
        },
        maximumContainers: resource.reservedConcurrency ?? MAXIMUM_CONTAINERS,
        idleMs: IDLE_CONTAINER_MS,
        onLine: (line) => {
          logs.write(resource.key, line);
          metrics.add(line);
        },
        onReport: (report) => void reports.push(report),
      });
      pools.set(resource.key, pool);
      asynchronous.set(
        resource.name,
        createAsynchronousInvocation({
          pool,
          functionArn: `arn:aws:lambda:${region}:${accountId}:function:${resource.name}`,
          settings: resource.asynchronous,
          sqs: clients.sqs,
          queueUrl: (arn) => queueUrl(nameInArn(arn)),
          retryDelaysMs: options.retryDelaysMs ?? [1_000, 2_000],
          onProblem,
        }),
      );
    }
    teardown.add(() => Promise.all([...pools.values()].map((pool) => pool.stop(PROCESS_GRACE_MS))));

    if (schedule) await startSchedules(resources, asynchronous, onProblem);
    const pollers = await startEventSources(resources, clients, pools, asynchronous, queueUrl, onProblem);

    await writeContractFiles(directory, endpoints);
    return {
      directory,
      endpoints,
      metrics,
      invoke: (functionKey, event) => lookUp(pools, functionKey).invoke(event),
      containers: () => Object.fromEntries([...pools].map(([key, pool]) => [key, pool.pids()])),
      kill: (functionKey) => lookUp(pools, functionKey).kill(),
      reports: () => reports,
      pollers,
      depths: () => readDepths(clients, endpoints.queues),
      stop: teardown.run,
    };
  }

  async function startSimulator(
    directory: string,
    { configurationSets, identities }: StackResources,
    snsUrl: string,
    onLine: (line: string) => void,
  ): Promise<{ readonly url: string; readonly console: string | null; readonly pid: number }> {
    const configurationFile = join(directory, 'ses.json');
    await writeFile(configurationFile, `${JSON.stringify({ region, accountId, configurationSets, identities }, null, 2)}\n`);
    const server = await startServerProcess({
      name: 'the SES simulator',
      script: options.simulatorScript ?? simulator,
      args: [
        '--ready-json',
        ...['--port', String(ports.ses ?? 0)],
        ...['--sns-endpoint', snsUrl],
        ...['--config', configurationFile],
        ...(options.rate === undefined ? [] : ['--rate', String(options.rate)]),
        ...(options.quota === undefined ? [] : ['--quota', String(options.quota)]),
        ...(options.latencyMs === undefined ? [] : ['--latency', String(options.latencyMs)]),
        ...(options.sliding === true ? ['--sliding'] : []),
      ],
      environment: { AWS_REGION: region },
      onLine,
    });
    teardown.add(() => server.process.stop(PROCESS_GRACE_MS));
    const ready = readyShape.parse(server.ready);
    const url = ready.url ?? `http://127.0.0.1:${ready.port}`;
    return { url, console: ready.console ?? url, pid: server.process.pid };
  }

  async function unpackAll(directory: string, functions: readonly FunctionResource[]): Promise<ReadonlyMap<string, string>> {
    const below = join(directory, 'functions');
    return new Map(
      await Promise.all(functions.map(async ({ key }) => [key, await unpackFunction(options.package.zipOf(key), below, key)] as const)),
    );
  }

  function endpointsOf(template: ResolvedTemplate, queueEngineUrl: string, tableEngineUrl: string) {
    const { outputs } = template;
    return {
      region,
      accountId,
      sqs: queueEngineUrl,
      sns: queueEngineUrl,
      s3: queueEngineUrl,
      dynamodb: tableEngineUrl,
      sesDoor: null,
      smtp: null,
      api: null,
      queues: outputsEndingIn(outputs, 'QueueUrl'),
      topics: outputsEndingIn(outputs, 'TopicArn'),
      tables: outputsEndingIn(outputs, 'TableName'),
      configurationSets: outputsEndingIn(outputs, 'ConfigurationSetName'),
      buckets: outputsEndingIn(outputs, 'BucketName'),
    };
  }

  async function startSchedules(
    { schedules }: StackResources,
    asynchronous: ReadonlyMap<string, InvokeAsynchronously>,
    onProblem: (problem: string) => void,
  ): Promise<void> {
    const firstRuns = schedules.map(async ({ name, expression, functionName, input }) => {
      const everyMs = rateMs(expression);
      if (everyMs === undefined) return onProblem(`the schedule ${name} does not run here: only rate(…) does`);
      const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${name}`;
      const run = (): Promise<InvocationResult> =>
        lookUp(
          asynchronous,
          functionName,
        )(input === undefined ? scheduledEvent(ruleArn, crypto.randomUUID(), Date.now()) : JSON.parse(input));
      const timer = setInterval(
        () => void run().catch((error: unknown) => onProblem(`the schedule ${name} failed: ${String(error)}`)),
        everyMs,
      );
      teardown.add(() => clearInterval(timer));
      await run();
    });
    await Promise.all(firstRuns);
  }

  async function startEventSources(
    { eventSources, subscriptions, functions }: StackResources,
    { sqs, sns }: EngineClients,
    pools: ReadonlyMap<string, FunctionPool>,
    asynchronous: ReadonlyMap<string, InvokeAsynchronously>,
    queueUrl: (name: string) => string,
    onProblem: (problem: string) => void,
  ): Promise<Readonly<Record<string, QueuePoller>>> {
    const pollers = eventSources.map(({ queueArn, functionName, enabled, ...settings }) => {
      const queueName = nameInArn(queueArn);
      const key = functions.find(({ name }) => name === functionName)?.key ?? functionName;
      const poller = startQueuePoller({
        sqs,
        queueUrl: queueUrl(queueName),
        queueArn,
        region,
        settings,
        enabled,
        invoke: lookUp(pools, key).invoke,
        onProblem: (problem) => onProblem(`${queueName} → ${key}: ${problem}`),
      });
      return [queueName, poller] as const;
    });
    const bridges = await Promise.all(
      subscriptions
        .filter(({ protocol }) => protocol === 'lambda')
        .map((subscription) =>
          startSnsLambdaBridge({
            sqs,
            sns,
            region,
            accountId,
            subscription,
            invoke: lookUp(asynchronous, nameInArn(subscription.endpoint)),
            onProblem: (problem) => onProblem(`${nameInArn(subscription.topicArn)} → ${nameInArn(subscription.endpoint)}: ${problem}`),
          }),
        ),
    );
    teardown.add(() => Promise.all([...pollers.map(([, poller]) => poller), ...bridges].map((poller) => poller.stop(STOP_GRACE_MS))));
    return Object.fromEntries(pollers);
  }
};

/** The function's variables, and what leads its SDK to the engines instead of to AWS. */
const functionEnvironment = (resource: FunctionResource, endpoints: Endpoints): Readonly<Record<string, string>> => ({
  ...resource.environment,
  ...endpointVariables(endpoints),
  // What the developer has set up for AWS plays no part.
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
});

const readDepths = async (
  { sqs }: EngineClients,
  queues: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, QueueDepth>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(queues).map(async ([name, QueueUrl]) => {
        const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
        const depth: QueueDepth = {
          visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
          inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
          delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
        };
        return [name, depth] as const;
      }),
    ),
  );

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Stops the stack, then the process, on Ctrl-C and the like; a second signal does not wait.
 *
 * The exit status is 128 and the signal's number, as a shell expects.
 */
export const stopOnSignals = (stack: Pick<Stack, 'stop'>): void => {
  let isStopping = false;
  const onSignal = (signal: keyof typeof signalNumbers): void => {
    const status = 128 + signalNumbers[signal];
    if (isStopping) process.exit(status);
    isStopping = true;
    void stack.stop().finally(() => process.exit(status));
  };
  process.on('SIGHUP', () => onSignal('SIGHUP'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  process.on('SIGTERM', () => onSignal('SIGTERM'));
};
