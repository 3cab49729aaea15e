import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { startCountingProxy } from '../../../bench/feedback/counting-proxy.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

describe('counting proxy', () => {
  it('counts requests, and the writes to each item, and lets everything through', async () => {
    const database = await startLocalDynamoDb();
    const engine = await database.client.config.endpoint?.();
    const proxy = await startCountingProxy(`http://127.0.0.1:${engine?.port}`, (table) =>
      table === 'messages' ? ['pk'] : ['address', 'scope'],
    );
    const raw = new DynamoDBClient({
      endpoint: proxy.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const client = DynamoDBDocumentClient.from(raw);

    await client.send(
      new UpdateCommand({
        TableName: 'messages',
        Key: { pk: 'a' },
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': 1 },
      }),
    );
    await client.send(new PutCommand({ TableName: 'messages', Item: { pk: 'a', x: 2 } }));
    await client.send(
      new PutCommand({
        TableName: 'suppressions',
        Item: { address: 'a@example.com', scope: '*', x: 2 },
      }),
    );
    await client.send(
      new BatchWriteCommand({
        RequestItems: {
          messages: [
            { PutRequest: { Item: { pk: 'b' } } },
            { DeleteRequest: { Key: { pk: 'c' } } },
          ],
        },
      }),
    );
    const { Item } = await client.send(new GetCommand({ TableName: 'messages', Key: { pk: 'a' } }));
    const first = proxy.take();
    const second = proxy.take();
    raw.destroy();
    await proxy.close();
    await database.stop();

    expect(Item).toEqual({ pk: 'a', x: 2 });
    expect(first.requests).toBe(5);
    expect(Object.fromEntries(first.writes)).toEqual({
      'messages [{"S":"a"}]': 2,
      'messages [{"S":"b"}]': 1,
      'messages [{"S":"c"}]': 1,
      'suppressions [{"S":"a@example.com"},{"S":"*"}]': 1,
    });
    expect([second.requests, second.writes.size]).toEqual([0, 0]);
  });
});
