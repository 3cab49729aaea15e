import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, startQueueEngine, startTableEngine } from '../../../local/engines/engines.ts';
import {
  createRequestCounter,
  readRequestCounts,
  tableOfRequest,
} from '../../../local/engines/request-counts.ts';

const settings = {
  region: 'us-east-1',
  accountId: '000000000000',
  port: 0,
  onLine: () => undefined,
};
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('request-counts', () => {
  it('counts by operation and subject', () => {
    const counter = createRequestCounter();

    counter.count('AmazonSQS.ReceiveMessage', 'bulk');
    counter.count('AmazonSQS.ReceiveMessage', 'bulk');
    counter.count('AmazonSQS.ReceiveMessage', 'feedback');

    expect(counter.counts()).toEqual({ 'ReceiveMessage bulk': 2, 'ReceiveMessage feedback': 1 });
  });

  it('finds the table of a single and of a batch request', () => {
    expect(tableOfRequest('{"Key":{"pk":{"S":"x"}},"TableName":"ledger"}')).toBe('ledger');
    expect(tableOfRequest('{"RequestItems":{"suppressions":{"Keys":[]}}}')).toBe('suppressions');
    expect(tableOfRequest('{}')).toBe('');
  });
});

describe('request-counts of the engines', () => {
  let queues: Engine;
  let tables: Engine;

  beforeAll(async () => {
    [queues, tables] = await Promise.all([startQueueEngine(settings), startTableEngine(settings)]);
  });

  afterAll(() => Promise.all([queues.process.stop(1000), tables.process.stop(1000)]));

  it('tell what SQS was asked, queue by queue', async () => {
    const sqs = new SQSClient({ region: 'us-east-1', endpoint: queues.url, credentials });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mail' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    sqs.destroy();

    expect(await readRequestCounts(queues.url)).toEqual({ 'ReceiveMessage mail': 2 });
  });

  it('tell what DynamoDB was asked, table by table', async () => {
    const dynamodb = new DynamoDBClient({ region: 'us-east-1', endpoint: tables.url, credentials });
    const keys = {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    };
    await dynamodb.send(
      new CreateTableCommand({ TableName: 'ledger', BillingMode: 'PAY_PER_REQUEST', ...keys }),
    );
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'x' } } }),
    );
    dynamodb.destroy();

    expect(Item).toBeUndefined();
    expect(await readRequestCounts(tables.url)).toEqual({
      'CreateTable ledger': 1,
      'GetItem ledger': 1,
    });
  });
});
