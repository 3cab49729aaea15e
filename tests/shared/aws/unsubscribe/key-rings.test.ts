import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyRings } from '../../../../shared/aws/unsubscribe/key-rings.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

describe('key ring of unsubscribe tokens', () => {
  it('begins with one secret, gets more, and keeps them all, whoever is first', async () => {
    const rings = keyRings(database.documents, 'ledger');
    const [first, rival, second] = [randomBytes(32), randomBytes(32), randomBytes(32)];

    expect(await rings.read()).toBeUndefined();
    expect(await rings.add(0, first, 100)).toBe(true);
    expect(await rings.add(0, rival, 200)).toBe(false);
    expect(await rings.add(1, second, 300)).toBe(true);
    expect(await rings.add(1, rival, 400)).toBe(false);
    expect(await rings.read()).toEqual({
      newest: 2,
      secrets: new Map([
        [1, first],
        [2, second],
      ]),
      madeAtMs: new Map([
        [1, 100],
        [2, 300],
      ]),
    });
  });

  it('names an item that somebody has spoilt, and no secret', async () => {
    await database.documents.put({
      TableName: 'ledger',
      Item: { pk: 'unsubscribe#secrets', newest: 1, secrets: { 1: 'short' } },
    });

    await expect(keyRings(database.documents, 'ledger').read()).rejects.toThrow(
      'Correct the item unsubscribe#secrets in the ledger table: secrets.1 cannot be read.',
    );
  });
});
