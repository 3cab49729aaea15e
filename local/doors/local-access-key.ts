import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accessKeyBook } from '../../shared/aws/access-keys/access-key-book.ts';
import { documentsOf } from '../../shared/aws/dynamodb/documents.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { randomBelow } from '../../shared/system/clock.ts';

/** An access key of the tenant `default`, for the doors on this machine. */
export interface LocalAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Creates the key as `tenants keys create` does, at each start: the tables do not outlive a stack. */
export const createLocalAccessKey = async (
  dynamodb: DynamoDBClient,
  table: string,
  secretsKey: string,
): Promise<LocalAccessKey> => {
  const { seal } = secretBox(secretKeys(secretsKey));
  const book = accessKeyBook(
    { documents: documentsOf(dynamodb), table },
    { seal, randomBelow, now: Date.now },
  );
  const created = await book.create('default', { label: 'local stack' });
  if (created.kind !== 'created') throw new Error('The local access key could not be created.');
  return { accessKeyId: created.key.accessKeyId, secretAccessKey: created.secret };
};
