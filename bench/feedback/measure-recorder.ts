import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { createEngineClients, localCredentials } from '../../local/engines/create-resources.ts';
import { startTableEngine } from '../../local/engines/engines.ts';
import { unpackFunction } from '../../local/template/function-code.ts';
import type { FunctionResource } from '../../local/template/function-resources.ts';
import { nameInArn } from '../../local/template/name-in-arn.ts';
import type { Package } from '../../local/template/packaged.ts';
import { resolveTemplate } from '../../local/template/resolve-template.ts';
import { readStackResources } from '../../local/template/stack-resources.ts';
import { percentile } from '../pacing/measure.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type Invocation, makeInvocations, planEvents } from './make-events.ts';
import type { FeedbackRow, Recorder, Shape } from './row.ts';
import { type Duration, startWorker, type Worker } from './worker.ts';

const region = 'us-east-1';
const accountId = '000000000000';

/** How much is measured. */
export interface Amounts {
  /** Events per row of a recorder that takes batches, and of one that takes single events. */
  readonly batched: number;
  readonly single: number;
  /** All events of one message: more than a message gets, and its events may take 64 KB before older ones are folded. */
  readonly ofOneMessage: number;
  /** Events whose requests are counted, which takes a run of its own; of a recorder that takes batches, and of one that takes single events. */
  readonly countedBatched: number;
  readonly countedSingle: number;
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

/** Of batches as large as the event source allows there would be too few turns; they would only be faster. */
const largestBatch = 200;

/** After so many batches the process is as fast as it will be. */
const warmUpBatches = 8;

/** Single events are measured in groups, so that recorder and SDK take turns. */
const groupSize = 20;

const groupsOf = (invocations: readonly Invocation[]): readonly (readonly Invocation[])[] => {
  const size = invocations.some(({ events }) => events > 1) ? 1 : groupSize;
  return Array.from({ length: Math.ceil(invocations.length / size) }, (_, index) =>
    invocations.slice(index * size, (index + 1) * size),
  );
};

const eventsIn = (invocations: readonly Invocation[]): number =>
  invocations.reduce((sum, { events }) => sum + events, 0);

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Recorder and SDK take turns, and the middle of all turns counts, so that a busy moment of the machine falls on neither. */
const measureSpeed = async (recorder: Worker, sdk: Worker, invocations: readonly Invocation[]) => {
  const turns: { readonly events: number; readonly ours: Duration; readonly sdks: Duration }[] = [];
  for (const group of groupsOf(invocations)) {
    turns.push({
      events: eventsIn(group),
      ours: await recorder.run(group),
      sdks: await sdk.run(group),
    });
  }
  const middle = (figure: (turn: (typeof turns)[number]) => number): number =>
    percentile(turns.map(figure), 0.5);
  return {
    eventsPerSecond: Math.round(middle(({ events, ours }) => (1000 * events) / ours.ms)),
    sdkCeiling: Math.round(middle(({ events, sdks }) => (1000 * events) / sdks.ms)),
    ratio: round(
      middle(({ ours, sdks }) => sdks.ms / ours.ms),
      2,
    ),
    cpuMsPerEvent: round(
      middle(({ events, ours }) => ours.cpuMs / events),
      3,
    ),
    sdkCpuMsPerEvent: round(
      middle(({ events, sdks }) => sdks.cpuMs / events),
      3,
    ),
  };
};

/** The rate for which the hottest item is reckoned. */
const ratePerSecond = 1000;

const countTraffic = async (
  recorder: Worker,
  proxy: CountingProxy,
  invocations: readonly Invocation[],
) => {
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
    hottestItemWritesPerSecond: round(
      (Math.max(0, ...writes.values()) * ratePerSecond) / events,
      1,
    ),
    mostWritesPerItemAndBatch,
  };
};

/** Starts the engine and makes the tables. */
export const startFeedbackBench = async (
  made: Package,
  directory: string,
  amounts: Amounts,
): Promise<FeedbackBench> => {
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
  const keys = new Map(
    resources.tables.map(({ name, KeySchema }) => [
      name,
      KeySchema.map(({ AttributeName }) => AttributeName),
    ]),
  );
  const proxy = await startCountingProxy(engine.url, (table) => keys.get(table) ?? []);
  const { dynamodb, close } = createEngineClients(region, engine.url, engine.url);
  for (const { name, ...schema } of resources.tables)
    await dynamodb.send(
      new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...schema }),
    );
  close();

  const environmentOf = (url: string) => ({
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: url,
  });
  const startContainer = async (
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

  let runs = 0;
  return {
    prepare: async (recorder) => {
      const resource = resources.functions.find(({ key }) => key === recorder);
      if (resource === undefined) throw new Error(`The template has no function ${recorder}.`);
      const source = resources.eventSources.find(
        ({ functionName }) => functionName === nameInArn(resource.name),
      );
      const batchSize = Math.min(source?.batchSize ?? 1, largestBatch);
      const measured = await startContainer(resource, engine.url);
      const counted = await startContainer(resource, proxy.url);
      const sdk = startWorker(
        'sdk-process.mjs',
        [resource.environment.TABLE_MESSAGES ?? ''],
        environmentOf(engine.url),
      );

      const invocationsFor = (shape: Shape, events: number): readonly Invocation[] => {
        runs += 1;
        const options = { run: `run-${runs}`, batchSize, startedMs: Date.now() };
        return makeInvocations(recorder, planEvents(shape, events), options);
      };
      const amount = batchSize > 1 ? amounts.batched : amounts.single;
      const counts = batchSize > 1 ? amounts.countedBatched : amounts.countedSingle;
      // The first run finds nothing compiled and no connection open; a container lives for hours.
      const warmUp = invocationsFor(
        'distinct',
        Math.min(amount, batchSize * warmUpBatches + groupSize),
      );
      await measured.run(warmUp);
      await sdk.run(warmUp);

      return {
        measure: async (shape) => {
          const events = shape === 'hot-message' ? Math.min(amount, amounts.ofOneMessage) : amount;
          const speed = await measureSpeed(measured, sdk, invocationsFor(shape, events));
          const traffic = await countTraffic(
            counted,
            proxy,
            invocationsFor(shape, Math.min(events, counts)),
          );
          return {
            recorder,
            shape,
            ...speed,
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
