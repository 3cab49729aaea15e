import * as z from 'zod/mini';
import { accessKeySchema, keyState } from '../../access-keys/access-key.ts';
import type { Looks, SesTenantOfTenant } from '../../health/looks.ts';
import type { StoredKeyAge, TenantSender } from '../../health/ports.ts';
import { describeReputation } from '../../reputation/describe-reputation.ts';
import { readRecords } from '../../reputation/read-records.ts';
import { defaultThresholds } from '../../reputation/thresholds.ts';
import { reachedBy } from '../../ses-tenants/reached-account.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { readSenderRule } from '../../tenants/allowed-senders.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import { readTenantItem } from '../../tenants/tenant-item.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { ledgerTable } from '../ledger/ledger-table.ts';
import { reputationTable } from '../reputation/reputation-table.ts';
import { tenantSenders } from '../tenants/tenant-senders.ts';

/** Names of the tables that are looked at. */
export interface HealthTables {
  readonly tenants: string;
  readonly reputation: string;
  readonly ledger: string;
  readonly accessKeys: string;
}

export interface TablePlace {
  readonly documents: Documents;
  readonly tables: HealthTables;
  readonly region: string;
  readonly now: () => number;
}

type TableLooks = Pick<Looks, 'senders' | 'sesTenants' | 'storedKeys' | 'ledger' | 'rates'>;

/** What the pipeline's tables tell. Items that cannot be read are left out: `tenants` commands tell of them. */
export const lookAtTables = (place: TablePlace): TableLooks => ({
  senders: () => listSenders(place),
  sesTenants: () => listSesTenants(place),
  storedKeys: async () => [...(await keysOfAccounts(place)), ...(await keysOfDoor(place))],
  ledger: async (account) => {
    const { documents, tables, region } = place;
    const ledger = await ledgerTable(documents, tables.ledger, account, region).read();
    if (ledger === undefined) return null;
    const { syncedAtMs, stoppedLanes } = ledger;
    return { syncedAtMs, stoppedLanes };
  },
  rates: async () => {
    const { documents, tables, now } = place;
    const book = reputationTable(documents, tables.reputation, now);
    const records = await readRecords(book, [], defaultThresholds, now());
    const account = records.find(({ tenantId }) => tenantId === everyTenant);
    const [whole] = account === undefined ? [] : describeReputation(account, records, now());
    const { sent, bounced, complained } = whole?.week ?? { sent: 0, bounced: 0, complained: 0 };
    return { sent, bounced, complained };
  },
});

const ignore = (): void => undefined;

const listSenders = async ({ documents, tables }: TablePlace): Promise<readonly TenantSender[]> => {
  const list = tenantSenders(documents, tables.tenants, ignore);
  const found = new Map<string, TenantSender>();
  for (const { tenantId, senders } of await list())
    for (const text of senders) {
      const rule = readSenderRule(text);
      const sender = rule?.kind === 'address' ? rule.address : rule?.domain;
      if (sender !== undefined && !found.has(sender))
        found.set(sender, { sender, namedBy: `tenant ${tenantId}` });
    }
  return [...found.values()];
};

const tenantItems = async function* ({ documents, tables }: TablePlace) {
  for await (const raw of documents.scan({ TableName: tables.tenants })) {
    const item = readTenantItem(raw);
    if (!(item instanceof UnreadableItem)) yield item;
  }
};

const listSesTenants = async (place: TablePlace): Promise<readonly SesTenantOfTenant[]> => {
  const found: SesTenantOfTenant[] = [];
  for await (const item of tenantItems(place)) {
    const { tenantId, sesTenant } = item;
    if (sesTenant !== undefined && reachedBy(item).kind === 'pipeline')
      found.push({ tenantId, sesTenant });
  }
  return found;
};

const keysOfAccounts = async (place: TablePlace): Promise<readonly StoredKeyAge[]> => {
  const keys: StoredKeyAge[] = [];
  for await (const { tenantId, credentials } of tenantItems(place))
    if (credentials !== undefined) {
      const { accessKeyId: id, setAt: setAtMs } = credentials.current;
      keys.push({ tenantId, kind: 'ses-account', id, setAtMs });
    }
  return keys;
};

/** Keys of programs, but for those of roles, which end by themselves. */
const keysOfDoor = async ({
  documents,
  tables,
  now,
}: TablePlace): Promise<readonly StoredKeyAge[]> => {
  const keys: StoredKeyAge[] = [];
  for await (const item of documents.scan({ TableName: tables.accessKeys })) {
    const read = z.safeParse(accessKeySchema, item);
    if (!read.success || read.data.issuedTo !== undefined) continue;
    const { tenantId, accessKeyId: id, createdAt: setAtMs } = read.data;
    if (id.startsWith('AKSP') && keyState(read.data, now()) === 'valid')
      keys.push({ tenantId, kind: 'door', id, setAtMs });
  }
  return keys;
};
