import { createServer } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fate } from '../../../local/faults/fate.ts';
import type { Service } from '../../../local/faults/service-errors.ts';
import { startServiceProxy } from '../../../local/faults/service-proxy.ts';
import { describeRequest, type ServiceRequest } from '../../../local/faults/service-request.ts';
import { listenOnLoopback } from '../../../simulator/loopback/listen-on-loopback.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** An engine that counts what reaches it, behind a proxy that does the same to every request. */
const start = async (service: Service, fate: Fate) => {
  const reached: string[] = [];
  const asked: ServiceRequest[] = [];
  const answered: number[] = [];
  const engine = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      reached.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`);
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-engine': 'yes' })
        .end('{}');
    });
  });
  const listener = await listenOnLoopback(engine, 0);
  cleanUps.push(listener.close);
  const proxy = await startServiceProxy({
    service,
    target: `http://127.0.0.1:${listener.port}`,
    fateOf: (request) => {
      asked.push(request);
      return fate;
    },
    onAnswered: (_, status) => void answered.push(status),
  });
  cleanUps.push(proxy.close);
  return { url: proxy.url, reached, asked, answered };
};

const post = (url: string, patienceMs = 20_000): Promise<Response> =>
  fetch(`${url}/path?x=1`, {
    method: 'POST',
    body: 'the body',
    signal: AbortSignal.timeout(patienceMs),
  });

const outcome = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    // Errors of fetch come from outside Jest's realm, where instanceof does not hold.
    (error: unknown) => (error as Error).name,
  );

const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

const calls: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  dynamodb: (url) =>
    new DynamoDBClient(settings(url)).send(
      new GetItemCommand({ TableName: 'messages', Key: { pk: { S: 'a' } } }),
    ),
  sqs: (url) =>
    new SQSClient(settings(url)).send(
      new SendMessageCommand({ QueueUrl: `${url}/0/mail`, MessageBody: 'a' }),
    ),
  s3: (url) =>
    new S3Client({ ...settings(url), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }),
    ),
  sns: (url) =>
    new SNSClient(settings(url)).send(
      new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:0:t', Message: 'a' }),
    ),
  ses: (url) => new SESClient(settings(url)).send(new GetSendQuotaCommand({})),
  'ses v2': (url) => new SESv2Client(settings(url)).send(new GetAccountCommand({})),
};

const serviceOf = (call: string): Service => (call === 'ses v2' ? 'ses' : (call as Service));

describe('service proxy', () => {
  it('passes a request on and its answer back, as they are', async () => {
    const { url, reached, answered } = await start('ses', { kind: 'pass' });

    const response = await post(url);

    expect([response.status, response.headers.get('x-engine'), await response.text()]).toEqual([
      200,
      'yes',
      '{}',
    ]);
    expect(reached).toEqual(['POST /path?x=1 the body']);
    expect(answered).toEqual([200]);
  });

  it.each([
    ['dynamodb', 'InternalServerError', 'ThrottlingException'],
    ['sqs', 'InternalError', 'RequestThrottled'],
    ['s3', 'InternalError', 'SlowDown'],
    ['sns', 'InternalFailure', 'Throttling'],
    ['ses', 'InternalFailure', 'Throttling'],
    ['ses v2', 'InternalServiceErrorException', 'TooManyRequestsException'],
  ])('fails and throttles like %s, as its SDK understands it', async (call, error, throttle) => {
    const failing = await start(serviceOf(call), { kind: 'error' });
    const throttling = await start(serviceOf(call), { kind: 'throttle' });

    expect(await outcome(calls[call]?.(failing.url) ?? Promise.resolve())).toBe(error);
    expect(await outcome(calls[call]?.(throttling.url) ?? Promise.resolve())).toBe(throttle);
    expect([...failing.reached, ...throttling.reached]).toEqual([]);
  });

  it.each([
    ['reset before', { kind: 'reset', when: 'before' }, 0, 'TypeError', 20_000],
    ['reset after', { kind: 'reset', when: 'after' }, 1, 'TypeError', 20_000],
    ['silence before', { kind: 'silence', when: 'before' }, 0, 'TimeoutError', 400],
    ['silence after', { kind: 'silence', when: 'after' }, 1, 'TimeoutError', 2_000],
  ] as const)(
    'lets a request reach the service or not: %s',
    async (_what, fate, times, error, patienceMs) => {
      const { url, reached } = await start('ses', fate);

      expect(await outcome(post(url, patienceMs))).toBe(error);
      expect(reached).toHaveLength(times);
    },
  );

  it('answers 500 although the service has done it, and answers late', async () => {
    const failing = await start('dynamodb', { kind: 'error-after' });
    const slow = await start('dynamodb', { kind: 'slow', ms: 100 });
    const beganAtMs = performance.now();

    expect((await post(failing.url)).status).toBe(500);
    expect((await post(slow.url)).status).toBe(200);
    expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(99);
    expect([failing.reached.length, slow.reached.length]).toEqual([1, 1]);
  });

  it('acts at the very moment: when nothing has reached the service, or everything', async () => {
    const moments: number[] = [];
    const reachedOf: (() => number)[] = [];
    const act = () => void moments.push(reachedOf.at(-1)?.() ?? -1);
    for (const when of ['before', 'after'] as const) {
      const { url, reached } = await start('ses', { kind: 'reset', when, act });
      reachedOf.push(() => reached.length);
      await outcome(post(url));
    }

    expect(moments).toEqual([0, 1]);
  });

  it.each([
    [
      'dynamodb',
      { target: 'DynamoDB_20120810.UpdateItem' },
      '{"TableName":"messages"}',
      'UpdateItem',
      'messages',
    ],
    [
      'dynamodb',
      { target: 'DynamoDB_20120810.BatchGetItem' },
      '{"RequestItems":{"tenants":{}}}',
      'BatchGetItem',
      'tenants',
    ],
    [
      'sqs',
      { target: 'AmazonSQS.SendMessage' },
      '{"QueueUrl":"http://127.0.0.1:1/0/dead"}',
      'SendMessage',
      'dead',
    ],
    ['ses', { method: 'POST' }, 'Source=a&Action=SendRawEmail&Version=1', 'SendRawEmail', ''],
    ['ses', { method: 'GET', url: '/v2/email/account' }, '', 'GET /v2/email/account', ''],
    ['s3', { method: 'GET', url: '/bucket/key?x-id=GetObject' }, '', 'GetObject', '/bucket/key'],
  ] as const)('reads what %s is asked for in %j', (service, head, body, operation, subject) => {
    expect(describeRequest(service, head, body)).toEqual({ service, operation, subject });
  });
});
