import { type AccessKey, contextOfAccessKey } from '../../access-keys/access-key.ts';
import { makeAccessKey } from '../../access-keys/make-access-key.ts';
import type { SecretBox } from '../../secrets/ports.ts';
import type { RandomBelow } from '../../system/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { AccessKeyTable } from './access-key-item.ts';

/** Most ids that are drawn for a key. A second one is needed once in 10^24 keys. */
const attempts = 3;

export interface NewKeyParts {
  readonly seal: SecretBox['seal'];
  readonly randomBelow: RandomBelow;
}

/**
 * Stores a key under an id that is new, its secret sealed.
 *
 * @param removeAt - when the table may forget it; epoch seconds. Absent: never
 * @throws SecretFailure when the secret cannot be sealed
 */
export const storeNewKey = async (
  { documents, table }: AccessKeyTable,
  { seal, randomBelow }: NewKeyParts,
  terms: Omit<AccessKey, 'accessKeyId'>,
  removeAt?: number,
): Promise<{ readonly key: AccessKey; readonly secret: string }> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { accessKeyId, secret } = makeAccessKey(randomBelow);
    const key = { accessKeyId, ...terms };
    const sealed = await seal(secret, contextOfAccessKey(key));
    const isStored = await isDone(
      documents.put({
        TableName: table,
        Item: { ...key, secret: sealed, ...(removeAt === undefined ? {} : { removeAt }) },
        ConditionExpression: 'attribute_not_exists(accessKeyId)',
      }),
    );
    if (isStored) return { key, secret };
  }
  throw new Error('Each id drawn for a new access key is in use.');
};
