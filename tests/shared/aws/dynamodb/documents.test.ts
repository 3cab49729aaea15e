import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collect } from '../../../support/collect.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const TableName = 'suppressions';

describe('documents', () => {
  it('come back as they were put, without what is undefined', async () => {
    const text = fc.string({ minLength: 1, maxLength: 8 });
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.uniqueArray(text, { minLength: 1 }).map((texts) => new Set(texts)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;

    await fc.assert(
      fc.asyncProperty(value, async (held) => {
        const Key = { address: 'ada@example.com', scope: '*' };
        await database.documents.put({
          TableName,
          Item: { ...Key, held, nothing: undefined, within: { nothing: undefined } },
        });

        expect(await database.documents.get({ TableName, Key })).toEqual({
          ...Key,
          held,
          within: {},
        });
      }),
      { numRuns: 60 },
    );
  });

  it('that are not there are undefined, and an update tells of what it is asked for', async () => {
    const Key = { address: 'bob@example.com', scope: '*' };
    const set = {
      TableName,
      Key,
      UpdateExpression: 'SET #n = :n',
      ExpressionAttributeNames: { '#n': 'n' },
    };

    expect(await database.documents.get({ TableName, Key })).toBeUndefined();
    expect(
      await database.documents.update({ ...set, ExpressionAttributeValues: { ':n': 1 } }),
    ).toEqual({});
    expect(
      await database.documents.update({
        ...set,
        ExpressionAttributeValues: { ':n': 2 },
        ReturnValues: 'UPDATED_OLD',
      }),
    ).toEqual({
      n: 1,
    });
    await database.documents.delete({ TableName, Key });
    expect(await database.documents.get({ TableName, Key })).toBeUndefined();
  });

  it('of a refused condition reject with its name in DynamoDB', async () => {
    const refused = database.documents.put({
      TableName,
      Item: { address: 'carol@example.com', scope: '*' },
      ConditionExpression: 'attribute_exists(address)',
    });

    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('are read page by page, and no further than somebody asks', async () => {
    const address = 'dora@example.com';
    const scopes = Array.from({ length: 7 }, (_, index) => `scope-${index}`);
    for (const scope of scopes)
      await database.documents.put({
        TableName,
        Item: { address, scope, padding: 'x'.repeat(300_000) },
      });
    const asked: string[] = [];
    database.client.middlewareStack.add(
      (next) => (args) => {
        asked.push(JSON.stringify(Reflect.get(args.input, 'ExclusiveStartKey') ?? null));
        return next(args);
      },
      { step: 'initialize', name: 'watchPages' },
    );
    const ofDora = {
      TableName,
      KeyConditionExpression: 'address = :a',
      ExpressionAttributeValues: { ':a': address },
    };

    expect((await collect(database.documents.query(ofDora))).map(({ scope }) => scope)).toEqual(
      scopes,
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked).size).toBe(asked.length);
    asked.length = 0;
    for await (const { scope } of database.documents.query(ofDora)) {
      expect(scope).toBe('scope-0');
      break;
    }
    expect(asked).toHaveLength(1);
    database.client.middlewareStack.remove('watchPages');
  });

  it('of many keys are those that are there', async () => {
    const Key = { address: 'eve@example.com', scope: '*' };
    await database.documents.put({ TableName, Item: Key });

    const { items, unread } = await database.documents.batchGet({
      TableName,
      Keys: [Key, { address: 'nobody@example.com', scope: '*' }],
      ConsistentRead: true,
    });

    expect([items, unread]).toEqual([[Key], []]);
  });
});
