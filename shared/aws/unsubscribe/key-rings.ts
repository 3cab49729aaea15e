import type { KeyRings } from '../../unsubscribe/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { madeAtName, readRing, ringKey } from './read-ring.ts';

/** The key ring of a stage; see {@link readRing} for its item. */
export const keyRings = (documents: Documents, table: string): KeyRings => ({
  read: readRing(documents, table),
  add: (after, secret, atMs) =>
    isDone(
      after === 0
        ? documents.put({
            TableName: table,
            Item: { pk: ringKey, newest: 1, secrets: { 1: textOf(secret) }, [madeAtName(1)]: atMs },
            ConditionExpression: 'attribute_not_exists(pk)',
          })
        : documents.update({
            TableName: table,
            Key: { pk: ringKey },
            UpdateExpression: 'SET newest = :next, secrets.#next = :secret, #made = :at',
            ConditionExpression: 'newest = :after',
            ExpressionAttributeNames: {
              '#next': String(after + 1),
              '#made': madeAtName(after + 1),
            },
            ExpressionAttributeValues: {
              ':next': after + 1,
              ':secret': textOf(secret),
              ':after': after,
              ':at': atMs,
            },
          }),
    ),
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
