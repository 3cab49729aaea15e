import {
  type AccessKey,
  type KeyTerms,
  keyState,
  maxValidKeys,
} from '../../access-keys/access-key.ts';
import { type AwsRole, roleIdOf } from '../../access-keys/aws-role.ts';
import type { AccessKeyBook, CreatedKey, CreatedRoleKey } from '../../access-keys/ports.ts';
import type { SecretBox } from '../../secrets/ports.ts';
import type { RandomBelow } from '../../system/ports.ts';
import { ifHolds, isDone } from '../dynamodb/conditional-write.ts';
import { type AccessKeyTable, tenantIndex, toAccessKey } from './access-key-item.ts';
import { storeNewKey } from './store-new-key.ts';

export interface BookParts {
  readonly seal: SecretBox['seal'];
  readonly randomBelow: RandomBelow;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Access keys in their table. */
export const accessKeyBook = (rows: AccessKeyTable, parts: BookParts): AccessKeyBook => ({
  create: (tenantId, terms) => create(rows, parts, tenantId, terms),
  createForRole: (tenantId, role, terms) =>
    createForRole(rows, { tenantId, role, terms, nowMs: parts.now() }),
  list: (tenantId) => list(rows, tenantId),
  revoke: (accessKeyId) => revoke(rows, accessKeyId, parts.now()),
});

/**
 * Stores a key under an id that is new. The keys of the tenant are counted before: of keys that are
 * created in the same second, some may not be counted.
 */
const create = async (
  rows: AccessKeyTable,
  { seal, randomBelow, now }: BookParts,
  tenantId: string,
  terms: KeyTerms,
): Promise<CreatedKey> => {
  const createdAt = now();
  if ((await countValid(rows, tenantId, createdAt)) >= maxValidKeys) return { kind: 'too-many' };
  const made = await storeNewKey(rows, { seal, randomBelow }, { tenantId, createdAt, ...terms });
  return { kind: 'created', ...made };
};

interface RoleWish {
  readonly tenantId: string;
  readonly role: AwsRole;
  readonly terms: KeyTerms;
  /** Epoch ms. */
  readonly nowMs: number;
}

/** A role whose key was revoked may get another. */
const createForRole = async (
  rows: AccessKeyTable,
  { tenantId, role, terms, nowMs }: RoleWish,
): Promise<CreatedRoleKey> => {
  if ((await countValid(rows, tenantId, nowMs)) >= maxValidKeys) return { kind: 'too-many' };
  const key = { accessKeyId: roleIdOf(role), tenantId, createdAt: nowMs, ...terms };
  const isStored = await isDone(
    rows.documents.put({
      TableName: rows.table,
      Item: key,
      ConditionExpression: 'attribute_not_exists(accessKeyId) OR attribute_exists(revokedAt)',
    }),
  );
  return isStored ? { kind: 'created', key } : { kind: 'taken' };
};

const countValid = async (
  rows: AccessKeyTable,
  tenantId: string,
  nowMs: number,
): Promise<number> => {
  let valid = 0;
  for await (const key of list(rows, tenantId)) if (keyState(key, nowMs) === 'valid') valid += 1;
  return valid;
};

const list = async function* (
  { documents, table }: AccessKeyTable,
  tenantId: string,
): AsyncGenerator<AccessKey> {
  const items = documents.query({
    TableName: table,
    IndexName: tenantIndex,
    KeyConditionExpression: 'tenantId = :tenantId',
    ExpressionAttributeValues: { ':tenantId': tenantId },
  });
  for await (const item of items) {
    const key = toAccessKey(item);
    if (key.issuedTo === undefined) yield key;
  }
};

const revoke = async (
  { documents, table }: AccessKeyTable,
  accessKeyId: string,
  nowMs: number,
): Promise<AccessKey | undefined> => {
  const item = await ifHolds(
    documents.update({
      TableName: table,
      Key: { accessKeyId },
      UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :now)',
      ConditionExpression: 'attribute_exists(accessKeyId)',
      ExpressionAttributeValues: { ':now': nowMs },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return item && toAccessKey(item);
};
