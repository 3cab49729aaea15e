import type { SecretBox } from '../../secrets/ports.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import {
  contextOfKey,
  describeCredentials,
  type StoredCredentials,
  type StoredKey,
} from '../../tenants/credentials.ts';
import { planKeys, type SendingKeys, type StoredSending } from '../../tenants/plan-keys.ts';
import type { DescribedKeys, PutKeysResult, TenantCredentials } from '../../tenants/ports.ts';
import { readTenantItem } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

/** Most attempts to write keys. A person writes them, so more conflicts have another cause. */
const attempts = 4;

/**
 * Access keys of tenants, in the attributes `ses` and `credentials` of their items. Each write is
 * one update, on the condition that the keys are still those that were read.
 *
 * @param now - epoch ms
 */
export const tenantCredentials = (
  documents: Documents,
  table: string,
  secrets: Pick<SecretBox, 'seal'>,
  now: () => number,
): TenantCredentials => {
  const items = itemsIn(documents, table);
  const describe = ({ ses, credentials }: SendingKeys): DescribedKeys => ({
    ses,
    credentials: describeCredentials(credentials, now()),
  });
  return {
    read: async (tenantId) => {
      const { ses, credentials } = await items.read(tenantId);
      return ses === undefined || credentials === undefined
        ? undefined
        : describe({ ses, credentials });
    },
    put: async (tenantId, wish): Promise<PutKeysResult> => {
      let secret: string | undefined;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const before = await items.read(tenantId);
        const plan = planKeys(before, wish, now());
        if (plan.kind === 'refused') return plan;
        if (plan.kind === 'unchanged') return { kind: 'unchanged', ...describe(plan.keys) };
        if (plan.kind === 'seal')
          secret ??= await secrets.seal(plan.secretAccessKey, contextOfKey(tenantId));
        const keys = plan.kind === 'seal' ? plan.sealed(secret ?? '') : plan.keys;
        if (await items.update(tenantId, storing(before, keys)))
          return { kind: 'stored', ...describe(keys) };
      }
      return { kind: 'conflict' };
    },
    remove: async (tenantId) =>
      (await items.update(tenantId, removing('credentials, ses', 'attribute_not_exists'))) ||
      (await items.update(tenantId, removing('credentials', 'attribute_exists'))),
  };
};

type Update = Omit<UpdateRequest, 'TableName' | 'Key'>;

const itemsIn = (documents: Documents, TableName: string) => ({
  read: async (tenantId: string): Promise<StoredSending> => {
    const item = await documents.get({ TableName, Key: { tenantId }, ConsistentRead: true });
    const known = item === undefined ? {} : readTenantItem(item);
    if (known instanceof UnreadableItem) throw known;
    return known;
  },
  /** Resolves to whether the condition of the update held. */
  update: (tenantId: string, update: Update): Promise<boolean> =>
    isDone(documents.update({ TableName, Key: { tenantId }, ...update })),
});

/** Each sealed secret is written once: two that are equal are the same. */
const storing = (
  { credentials: before }: StoredSending,
  { ses, credentials }: SendingKeys,
): Update => ({
  UpdateExpression: 'SET ses = :ses, credentials = :credentials',
  ConditionExpression: `${same('current', before?.current)} AND ${same('previous', before?.previous)}`,
  ExpressionAttributeNames: { '#current': 'current', '#previous': 'previous' },
  ExpressionAttributeValues: {
    ':ses': ses,
    ':credentials': credentials,
    ...valueFor('current', before?.current),
    ...valueFor('previous', before?.previous),
  },
});

type Place = keyof StoredCredentials;

const same = (place: Place, key: StoredKey | undefined): string =>
  key === undefined
    ? `attribute_not_exists(credentials.#${place})`
    : `credentials.#${place}.secret = :${place}`;

const valueFor = (place: Place, key: StoredKey | undefined) =>
  key === undefined ? {} : { [`:${place}`]: key.secret };

const removing = (what: string, ofRole: 'attribute_exists' | 'attribute_not_exists'): Update => ({
  UpdateExpression: `REMOVE ${what}`,
  ConditionExpression: `attribute_exists(credentials) AND ${ofRole}(ses.roleArn)`,
});
