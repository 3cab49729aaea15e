import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { createEngineClients, localCredentials } from '../../local/engines/create-resources.ts';
import { startTableEngine } from '../../local/engines/engines.ts';
import { unpackFunction } from '../../local/template/function-code.ts';
import type { FunctionResource } from '../../local/template/function-resources.ts';
import { nameInArn } from '../../local/template/name-in-arn.ts';
import type { Package } from '../../local/template/packaged.ts';
import { readStackResources, type StackResources } from '../../local/template/stack-resources.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import { countTraffic } from './count-traffic.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type Invocation, makeInvocations, planEvents } from './make-events.ts';
import { groupSize, measureSpeed } from './measure-speed.ts';
import type { FeedbackRow, Recorder, Shape } from './row.ts';
import { startWorker, type Worker } from './worker.ts';

const region = 'us-east-1';
const accountId = '000000000000';

/** Numbers of events to measure. */
export interface Amounts {
  /** Events per row of a recorder that takes batches, and of one that takes single events. */
  readonly batched: number;
  readonly single: number;
  /**
   * All events of one message: more than a message gets, and its events may take 64 KB before older
   * ones are folded.
   */
  readonly ofOneMessage: number;
  /**
   * Events whose requests are counted, which takes a run of its own; of a recorder that takes
   * batches, and of one that takes single events.
   */
  readonly countedBatched: number;
  readonly countedSingle: number;
}

/** A recorder that is ready to be measured. */
export interface RecorderBench {
  readonly measure: (shape: Shape) => Promise<FeedbackRow>;
  readonly stop: () => Promise<void>;
}

/** A DynamoDB with the template's tables on which recorders are measured. */
export interface FeedbackBench {
  readonly prepare: (recorder: Recorder) => Promise<RecorderBench>;
  readonly stop: () => Promise<void>;
}

/**
 * Maximum events per batch. Batches as large as the event source allows would leave too few turns,
 * and would only be faster.
 */
const largestBatch = 200;

/** Number of batches after which the process has reached its full speed. */
const warmUpBatches = 8;

const stackName = 'bench';

/** Starts the engine and makes the tables. */
export const startFeedbackBench = async (
  made: Package,
  directory: string,
  amounts: Amounts,
): Promise<FeedbackBench> => {
  const resources = resourcesOf(made);
  const tables = await startTables(resources);
  let runs = 0;
  return {
    prepare: async (recorder) => {
      const resource = resources.functions.find(({ key }) => key === recorder);
      if (resource === undefined) throw new Error(`The template has no function ${recorder}.`);
      const batchSize = batchSizeOf(resources, resource);
      const processes = await startProcesses(made, directory, resource, tables);
      const newInvocations: NewInvocations = (shape, events) => {
        runs += 1;
        const options = { run: `run-${runs}`, batchSize, startedMs: Date.now() };
        return makeInvocations(recorder, planEvents(shape, events), options);
      };
      const isBatched = batchSize > 1;
      const events = isBatched ? amounts.batched : amounts.single;
      const enough = Math.min(events, batchSize * warmUpBatches + groupSize);
      await warmUp(processes, newInvocations('distinct', enough));
      return benchOf(recorder, processes, tables.proxy, newInvocations, {
        events,
        counted: isBatched ? amounts.countedBatched : amounts.countedSingle,
        ofOneMessage: amounts.ofOneMessage,
      });
    },
    stop: tables.stop,
  };
};

const resourcesOf = (made: Package): StackResources =>
  readStackResources(
    resolveTemplate(made.template, {
      region,
      accountId,
      stackName,
      parameters: {},
      queueUrl: (name) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    }),
  );

/** A running DynamoDB and a counting proxy before it. */
interface TableEngine {
  readonly url: string;
  readonly proxy: CountingProxy;
  readonly stop: () => Promise<void>;
}

const startTables = async ({ tables }: StackResources): Promise<TableEngine> => {
  const engine = await startTableEngine({ region, accountId, port: 0, onLine: () => {} });
  const keys = new Map(
    tables.map(({ name, KeySchema }) => [
      name,
      KeySchema.map(({ AttributeName }) => AttributeName),
    ]),
  );
  const proxy = await startCountingProxy(engine.url, (table) => keys.get(table) ?? []);
  const { dynamodb, close } = createEngineClients(region, engine.url, engine.url);
  for (const { name, ...schema } of tables)
    await dynamodb.send(
      new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...schema }),
    );
  close();
  return {
    url: engine.url,
    proxy,
    stop: async () => {
      await proxy.close();
      await engine.process.stop(2_000);
    },
  };
};

const environmentOf = (url: string) => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  AWS_ENDPOINT_URL_DYNAMODB: url,
});

const startContainer = async (
  made: Package,
  directory: string,
  { key, handler, environment }: FunctionResource,
  url: string,
): Promise<Worker> => {
  const code = await unpackFunction(made.zipOf(key), join(directory, 'functions'), key);
  const bundle = join(code, `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`);
  return startWorker('recorder-process.mjs', [bundle], {
    ...environment,
    ...environmentOf(url),
    AWS_LAMBDA_FUNCTION_NAME: key,
  });
};

/** Processes with which a recorder is measured. */
interface Processes {
  readonly measured: Worker;
  /** Recorder process whose requests are counted. */
  readonly counted: Worker;
  readonly sdk: Worker;
}

const startProcesses = async (
  made: Package,
  directory: string,
  resource: FunctionResource,
  { url, proxy }: TableEngine,
): Promise<Processes> => ({
  measured: await startContainer(made, directory, resource, url),
  counted: await startContainer(made, directory, resource, proxy.url),
  sdk: startWorker(
    'sdk-process.mjs',
    [resource.environment.TABLE_MESSAGES ?? ''],
    environmentOf(url),
  ),
});

const batchSizeOf = ({ eventSources }: StackResources, { name }: FunctionResource): number => {
  const source = eventSources.find(({ functionName }) => functionName === nameInArn(name));
  return Math.min(source?.batchSize ?? 1, largestBatch);
};

/** Makes invocations that hold this many events of a shape. */
type NewInvocations = (shape: Shape, events: number) => readonly Invocation[];

/**
 * Runs batches that are not measured: the first ones are slow, because nothing is compiled and no
 * connection is open, while a real container lives for hours.
 */
const warmUp = async (
  { measured, sdk }: Processes,
  invocations: readonly Invocation[],
): Promise<void> => {
  await measured.run(invocations);
  await sdk.run(invocations);
};

const benchOf = (
  recorder: Recorder,
  processes: Processes,
  proxy: CountingProxy,
  newInvocations: NewInvocations,
  limits: { readonly events: number; readonly counted: number; readonly ofOneMessage: number },
): RecorderBench => {
  const { measured, counted, sdk } = processes;
  return {
    measure: async (shape) => {
      const events =
        shape === 'hot-message' ? Math.min(limits.events, limits.ofOneMessage) : limits.events;
      const speed = await measureSpeed(measured, sdk, newInvocations(shape, events));
      const few = newInvocations(shape, Math.min(events, limits.counted));
      const traffic = await countTraffic(counted, proxy, few);
      return { recorder, shape, ...speed, ...traffic };
    },
    stop: async () => {
      await Promise.all([measured.stop(), counted.stop(), sdk.stop()]);
    },
  };
};
