import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { createEngineClients, localCredentials } from '../../infra/local/create-resources.ts';
import { startTableEngine } from '../../infra/local/engines.ts';
import { unpackFunction } from '../../infra/local/function-code.ts';
import type { Package } from '../../infra/local/packaged.ts';
import { type FunctionResource, nameInArn, readStackResources } from '../../infra/local/stack-resources.ts';
import { resolveTemplate } from '../../infra/local/template-resolver.ts';
import { percentile } from '../pacing/measure.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type Invocation, makeInvocations, planEvents } from './make-events.ts';
import type { FeedbackRow, Recorder, Shape } from './row.ts';
import { startWorker, type Worker } from './worker.ts';

const region = 'us-east-1';
const accountId = '000000000000';

/** How much is measured. */
export interface Amounts {
  /** Events per row of a recorder that takes batches, and of one that takes single events. */
  readonly batched: number;
  readonly single: number;
  /** All events of one message: more than a message gets, and an item may hold 400 KB. */
  readonly ofOneMessage: number;
  /** Events whose requests are counted, which takes a run of its own. */
  readonly counted: number;
}

/** One recorder, ready to be measured. */
export interface RecorderBench {
  readonly measure: (shape: Shape) => Promise<FeedbackRow>;
  readonly stop: () => Promise<void>;
}

/** A DynamoDB with the tables of the template, and what is needed to measure recorders on it. */
export interface FeedbackBench {
  readonly prepare: (recorder: Recorder) => Promise<RecorderBench>;
  readonly stop: () => Promise<void>;
}

/** Single events are measured in groups, so that recorder and SDK take turns. */
const groupSize = 20;

const groupsOf = (invocations: readonly Invocation[]): readonly (readonly Invocation[])[] => {
  const size = invocations.some(({ events }) => events > 1) ? 1 : groupSize;
  return Array.from({ length: Math.ceil(invocations.length / size) }, (_, index) => invocations.slice(index * size, (index + 1) * size));
};

const eventsIn = (invocations: readonly Invocation[]): number => invocations.reduce((sum, { events }) => sum + events, 0);

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Recorder and SDK take turns, and the middle of their speeds counts, so that a busy moment of the machine falls on neither. */
const measureSpeed = async (
  recorder: Worker,
  sdk: Worker,
  invocations: readonly Invocation[],
): Promise<{ readonly ours: number; readonly sdks: number }> => {
  const ours: number[] = [];
  const sdks: number[] = [];
  for (const group of groupsOf(invocations)) {
    const events = 1000 * eventsIn(group);
    ours.push(events / (await recorder.run(group)));
    sdks.push(events / (await sdk.run(group)));
  }
  return { ours: percentile(ours, 0.5), sdks: percentile(sdks, 0.5) };
};

/** The rate for which the hottest item is reckoned. */
const ratePerSecond = 1000;

const countTraffic = async (recorder: Worker, proxy: CountingProxy, invocations: readonly Invocation[]) => {
  const writes = new Map<string, number>();
  let requests = 0;
  let mostWritesPerItemAndBatch = 0;
  proxy.take();
  for (const invocation of invocations) {
    await recorder.run([invocation]);
    const traffic = proxy.take();
    requests += traffic.requests;
    for (const [item, count] of traffic.writes) {
      writes.set(item, (writes.get(item) ?? 0) + count);
      mostWritesPerItemAndBatch = Math.max(mostWritesPerItemAndBatch, count);
    }
  }
  const events = eventsIn(invocations);
  return {
    requestsPerEvent: round(requests / events, 3),
    hottestItemWritesPerSecond: round((Math.max(0, ...writes.values()) * ratePerSecond) / events, 1),
    mostWritesPerItemAndBatch,
  };
};

/** Starts the engine and makes the tables. */
export const startFeedbackBench = async (made: Package, directory: string, amounts: Amounts): Promise<FeedbackBench> => {
  const resources = readStackResources(
    resolveTemplate(made.template, {
      region,
      accountId,
      stackName: 'bench',
      parameters: {},
      queueUrl: (name) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    }),
  );
  const engine = await startTableEngine({ region, accountId, port: 0, onLine: () => {} });
  const keys = new Map(resources.tables.map(({ name, KeySchema }) => [name, KeySchema.map(({ AttributeName }) => AttributeName)]));
  const proxy = await startCountingProxy(engine.url, (table) => keys.get(table) ?? []);
  const { dynamodb, close } = createEngineClients(region, engine.url, engine.url);
  for (const { name, ...schema } of resources.tables)
    await dynamodb.send(new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...schema }));
  close();

  const environmentOf = (url: string) => ({
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: url,
  });
  const startContainer = async ({ key, handler, environment }: FunctionResource, url: string): Promise<Worker> => {
    const code = await unpackFunction(made.zipOf(key), join(directory, 'functions'), key);
    const bundle = join(code, `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`);
    return startWorker('recorder-process.mjs', [bundle], { ...environment, ...environmentOf(url), AWS_LAMBDA_FUNCTION_NAME: key });
  };

  let runs = 0;
  return {
    prepare: async (recorder) => {
      const resource = resources.functions.find(({ key }) => key === recorder);
      if (resource === undefined) throw new Error(`The template has no function ${recorder}.`);
      const source = resources.eventSources.find(({ functionName }) => functionName === nameInArn(resource.name));
      const batchSize = source?.batchSize ?? 1;
      const measured = await startContainer(resource, engine.url);
      const counted = await startContainer(resource, proxy.url);
      const sdk = startWorker('sdk-process.mjs', [resource.environment.TABLE_MESSAGES ?? ''], environmentOf(engine.url));

      const invocationsFor = (shape: Shape, events: number): readonly Invocation[] => {
        runs += 1;
        const options = { run: `run-${runs}`, batchSize, startedMs: Date.now() };
        return makeInvocations(recorder, planEvents(shape, events), options);
      };
      const amount = batchSize > 1 ? amounts.batched : amounts.single;
      // The first run finds nothing compiled and no connection open.
      const warmUp = invocationsFor('distinct', Math.min(amount, batchSize * 2 + groupSize));
      await measured.run(warmUp);
      await sdk.run(warmUp);

      return {
        measure: async (shape) => {
          const events = shape === 'hot-message' ? Math.min(amount, amounts.ofOneMessage) : amount;
          const { ours, sdks } = await measureSpeed(measured, sdk, invocationsFor(shape, events));
          const traffic = await countTraffic(counted, proxy, invocationsFor(shape, Math.min(events, amounts.counted)));
          return {
            recorder,
            shape,
            eventsPerSecond: Math.round(ours),
            sdkCeiling: Math.round(sdks),
            ratio: round(ours / sdks, 2),
            ...traffic,
          };
        },
        stop: async () => {
          await Promise.all([measured.stop(), counted.stop(), sdk.stop()]);
        },
      };
    },
    stop: async () => {
      await proxy.close();
      await engine.process.stop(2_000);
    },
  };
};
