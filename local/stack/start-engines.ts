import { createEngineClients, type EngineClients } from '../engines/create-resources.ts';
import { type Engine, startQueueEngine, startTableEngine } from '../engines/engines.ts';
import type { StackContext } from './stack-context.ts';
import { PROCESS_GRACE_MS } from './stop-grace.ts';
import type { Teardown } from './teardown.ts';

/** Running engines, and clients for them. */
export interface StackEngines {
  /** SQS, SNS and S3. */
  readonly queues: Engine;
  /** DynamoDB. */
  readonly tables: Engine;
  readonly clients: EngineClients;
  /** URL of the queue of this name. */
  readonly queueUrl: (name: string) => string;
}

/** Starts both engines, side by side. */
export const startEngines = async ({
  options: { countUnits },
  ports,
  reach,
  region,
  accountId,
  logs,
  teardown,
}: StackContext): Promise<StackEngines> => {
  const engine = {
    region,
    accountId,
    reach,
    onLine: (line: string) => logs.write('engines', line),
  };
  const [queues, tables] = await bothEngines(
    [
      startQueueEngine({ ...engine, port: ports.queues ?? 0 }),
      startTableEngine({
        ...engine,
        port: ports.tables ?? 0,
        ...(countUnits === undefined ? {} : { countUnits }),
      }),
    ],
    teardown,
  );
  const clients = createEngineClients(region, queues.url, tables.url);
  teardown.add(clients.close);
  return { queues, tables, clients, queueUrl: (name) => `${queues.url}/${accountId}/${name}` };
};

/** Waits for both, so that each one is stopped even when the other fails. */
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
