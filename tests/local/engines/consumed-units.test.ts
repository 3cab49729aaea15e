import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  indexUnits,
  readUnitCounts,
  readUnits,
  writeUnits,
} from '../../../local/engines/consumed-units.ts';
import { type Engine, startTableEngine } from '../../../local/engines/engines.ts';

describe('units of DynamoDB', () => {
  it('are one per begun kilobyte written, of the larger item', () => {
    expect([
      writeUnits(0, 0),
      writeUnits(0, 1024),
      writeUnits(0, 1025),
      writeUnits(3000, 10),
    ]).toEqual([1, 1, 2, 3]);
  });

  it('are one per begun four kilobytes read, half that when not consistent, for missing items too', () => {
    expect([
      readUnits(0, true),
      readUnits(4096, true),
      readUnits(4097, true),
      readUnits(0, false),
    ]).toEqual([1, 1, 2, 0.5]);
  });

  it('are none for an index entry that stays, and two for one whose key changes', () => {
    const entry = { key: 'a', bytes: 100, content: 'x' };

    expect(indexUnits(undefined, undefined)).toBe(0);
    expect(indexUnits(undefined, entry)).toBe(1);
    expect(indexUnits(entry, undefined)).toBe(1);
    expect(indexUnits(entry, entry)).toBe(0);
    expect(indexUnits(entry, { ...entry, content: 'y' })).toBe(1);
    expect(indexUnits(entry, { ...entry, key: 'b' })).toBe(2);
  });
});

describe('units that the engine counts', () => {
  const string = (value: string) => ({ S: value });
  let tables: Engine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    tables = await startTableEngine({
      region: 'us-east-1',
      accountId: '000000000000',
      port: 0,
      onLine: () => undefined,
      countUnits: true,
    });
    client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: tables.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'mails',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'other'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S' as const,
        })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-other',
            KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
  });

  afterAll(async () => {
    client.destroy();
    await tables.process.stop(1000);
  });

  /** What an action adds. */
  const unitsOf = async (
    act: () => Promise<unknown>,
  ): Promise<Readonly<Record<string, number>>> => {
    const before = await readUnitCounts(tables.url);
    await act();
    const after = await readUnitCounts(tables.url);
    return Object.fromEntries(
      Object.entries(after).flatMap(([name, units]) =>
        units === before[name] ? [] : [[name, units - (before[name] ?? 0)]],
      ),
    );
  };

  const setAttribute = (name: string, value: string) =>
    client.send(
      new UpdateItemCommand({
        TableName: 'mails',
        Key: { pk: string('one') },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': string(value) },
      }),
    );

  it('follow an item from its first write to its index', async () => {
    expect(await unitsOf(() => setAttribute('text', 'x'.repeat(1500)))).toEqual({
      'write mails': 2,
    });
    expect(await unitsOf(() => setAttribute('other', 'a'))).toEqual({
      'write mails': 2,
      'write mails/by-other': 1,
    });
    expect(await unitsOf(() => setAttribute('text', 'short'))).toEqual({ 'write mails': 2 });
    expect(await unitsOf(() => setAttribute('text', 'shorter'))).toEqual({ 'write mails': 1 });
    expect(await unitsOf(() => setAttribute('other', 'b'))).toEqual({
      'write mails': 1,
      'write mails/by-other': 2,
    });
  });

  it('leave out of an index entry what the item lacks of its attributes', async () => {
    await client.send(
      new CreateTableCommand({
        TableName: 'keys',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'keyId'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S' as const,
        })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-key',
            KeySchema: [{ AttributeName: 'keyId', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
          },
        ],
      }),
    );
    const put = () =>
      client.send(
        new PutItemCommand({
          TableName: 'keys',
          Item: { pk: string('one'), keyId: string('AKIA1') },
        }),
      );

    expect(await unitsOf(put)).toEqual({ 'write keys': 1, 'write keys/by-key': 1 });
  });

  it('are spent on a write that its condition refuses', async () => {
    const put = () =>
      client.send(
        new PutItemCommand({
          TableName: 'mails',
          Item: { pk: string('one') },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );

    expect(
      await unitsOf(() => expect(put()).rejects.toThrow(ConditionalCheckFailedException)),
    ).toEqual({ 'refused mails': 1 });
  });

  it('are one for each key of a batch', async () => {
    const keys = ['one', 'two', 'three'].map((pk) => ({ pk: string(pk) }));
    const batchGet = (ConsistentRead: boolean) => () =>
      client.send(
        new BatchGetItemCommand({ RequestItems: { mails: { Keys: keys, ConsistentRead } } }),
      );

    expect(await unitsOf(batchGet(true))).toEqual({ 'read mails': 3 });
    expect(await unitsOf(batchGet(false))).toEqual({ 'read mails': 1.5 });
    expect(
      await unitsOf(() =>
        client.send(new GetItemCommand({ TableName: 'mails', Key: { pk: string('one') } })),
      ),
    ).toEqual({
      'read mails': 0.5,
    });
  });
});
