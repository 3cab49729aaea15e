import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { createEngineClients, type EngineClients } from '../../local/engines/create-resources.ts';
import { startQueueEngine, startTableEngine } from '../../local/engines/engines.ts';
import { startSimulator } from '../../local/engines/simulator-process.ts';
import type { Teardown } from '../../local/stack/teardown.ts';
import type { Design } from './designs/catalogue.ts';
import { ceilingDesign } from './plan-rows.ts';
import { startRedis } from './redis.ts';
import type { RowPlan } from './row.ts';
import { plainVisibilitySeconds } from './scenario-script.ts';

export const region = 'us-east-1';
const accountId = '000000000000';
export const queue = 'backlog';
export const table = 'bench';
const graceMs = 1_000;
/** A rate that stands for no limit. */
const noLimit = 1_000_000;

/** Services that the containers of a design use; URLs. */
export interface WorkerEngines {
  readonly queues: string;
  readonly tables: string;
  readonly ses: string;
  /** Undefined when the design needs none. */
  readonly redis: string | undefined;
  readonly queueUrl: string;
  readonly clients: EngineClients;
}

/** Starts the engines; the teardown stops them all. */
export const startWorkerEngines = async (
  plan: RowPlan,
  design: Design,
  {
    directory,
    teardown,
    onLine,
  }: {
    readonly directory: string;
    readonly teardown: Teardown;
    readonly onLine: (line: string) => void;
  },
): Promise<WorkerEngines> => {
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
  return {
    queues: queues.url,
    tables: tables.url,
    ses: simulator.url,
    redis: redis?.url,
    queueUrl: `${queues.url}/${accountId}/${queue}`,
    clients,
  };
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
