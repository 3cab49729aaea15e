import type { Streams } from '../../email/streams.ts';
import type { Looks } from '../../health/looks.ts';
import type { Clock } from '../../system/ports.ts';
import type { Connection } from '../clients/connect.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { sesTenantItems } from '../tenants/ses-tenant-items.ts';
import { healthClients } from './health-clients.ts';
import { lookAtAccess } from './look-at-access.ts';
import { lookAtAccount } from './look-at-account.ts';
import { lookAtFunctions } from './look-at-functions.ts';
import { lookAtIdentities } from './look-at-identities.ts';
import { lookAtQueues } from './look-at-queues.ts';
import { lookAtSesTenants } from './look-at-ses-tenants.ts';
import { lookAtSets } from './look-at-sets.ts';
import { lookAtStack } from './look-at-stack.ts';
import { type HealthTables, lookAtTables } from './look-at-tables.ts';
import { lookAtTopics } from './look-at-topics.ts';
import { lookAtWatch } from './look-at-watch.ts';
import { callsApartMs, sesCalls } from './ses-calls.ts';

export interface LooksOptions {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly tables: HealthTables;
  readonly streams: () => Promise<Streams>;
  readonly region: string;
  readonly clock: Clock;
  /** Time between two calls of one operation of SES; ms. */
  readonly sesCallsApartMs?: number;
}

/** Looks at AWS, or at a local stack. `close` ends its connections. */
export const looksAt = (
  options: LooksOptions,
): { readonly looks: Looks; readonly close: () => void } => {
  const { connection, documents, tables, streams, region, clock } = options;
  const { sesCallsApartMs = callsApartMs } = options;
  const clients = healthClients(connection);
  const ask = sesCalls(clock, sesCallsApartMs);
  const wait = (ms: number) => clock.sleepUntil(clock.now() + ms);
  const identities = lookAtIdentities(clients, ask, wait);
  return {
    looks: {
      ...lookAtAccess(clients),
      ...lookAtAccount(clients, ask),
      ...identities,
      ...lookAtSets(clients, ask),
      ...lookAtTopics(clients),
      ...lookAtQueues(clients, clock.now),
      ...lookAtFunctions(clients),
      ...lookAtStack(clients),
      ...lookAtWatch(clients),
      ...lookAtTables({ documents, tables, region, now: clock.now }),
      ...lookAtSesTenants(clients, {
        items: sesTenantItems(documents, tables.tenants),
        streams,
        wait,
        identities: async () => (await identities.identities()).map(({ name }) => name),
      }),
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
};
