import {
  type AccessKey,
  contextOfAccessKey,
  type KeyTerms,
  keyState,
  maxValidKeys,
} from '../../access-keys/access-key.ts';
import { makeAccessKey } from '../../access-keys/make-access-key.ts';
import type { AccessKeyBook, CreatedKey } from '../../access-keys/ports.ts';
import type { SecretBox } from '../../secrets/ports.ts';
import type { RandomBelow } from '../../system/ports.ts';
import { ifHolds, isDone } from '../dynamodb/conditional-write.ts';
import { type AccessKeyTable, tenantIndex, toAccessKey } from './access-key-item.ts';

/** Most ids that are drawn for a key. A second one is needed once in 10^24 keys. */
const attempts = 3;

export interface BookParts {
  readonly seal: SecretBox['seal'];
  readonly randomBelow: RandomBelow;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Access keys in their table. */
export const accessKeyBook = (rows: AccessKeyTable, parts: BookParts): AccessKeyBook => ({
  create: (tenantId, terms) => create(rows, parts, tenantId, terms),
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
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { accessKeyId, secret } = makeAccessKey(randomBelow);
    const key = { accessKeyId, tenantId, createdAt, ...terms };
    const sealed = await seal(secret, contextOfAccessKey(key));
    if (await store(rows, key, sealed)) return { kind: 'created', key, secret };
  }
  throw new Error('Each id drawn for a new access key is in use.');
};

const store = ({ documents, table }: AccessKeyTable, key: AccessKey, secret: string) =>
  isDone(
    documents.put({
      TableName: table,
      Item: { ...key, secret },
      ConditionExpression: 'attribute_not_exists(accessKeyId)',
    }),
  );

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
  for await (const item of items) yield toAccessKey(item);
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
