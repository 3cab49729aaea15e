import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answers } from '../../functions/receive-webhook/http-answer.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { posted, topicArn } from '../fakes/signing-sns.ts';
import { bounce, complaint } from '../fixtures/events/build.ts';
import { collect } from '../support/collect.ts';
import { startSnsStandIn } from '../support/sns-stand-in.ts';

// The packaged function behind the HTTP API of the local stack, as SNS would call it.

let standIn: Awaited<ReturnType<typeof startSnsStandIn>>;
let stack: Stack;
let directory: string;
let clients: Clients;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'webhook-'));
  standIn = await startSnsStandIn();
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    quota: 50_000,
    latencyMs: 20,
    quiet: true,
    schedule: false,
    environment: { WEBHOOK_TOPICS: topicArn, AWS_ENDPOINT_URL_SNS: standIn.url },
  });
  clients = connect({
    region: stack.endpoints.region,
    dynamodbEndpoint: stack.endpoints.dynamodb,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await standIn?.stop();
  await rm(directory, { recursive: true, force: true });
});

const now = () => ({ Timestamp: new Date().toISOString() });

const post = async (message: unknown): Promise<number> => {
  const answer = await fetch(`${stack.endpoints.api}/api/v1/webhooks/ses`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-topic-arn': topicArn },
    body: JSON.stringify(message),
  });
  await answer.arrayBuffer();
  return answer.status;
};

const suppressionsOf = async (address: string): Promise<number> => {
  const rows = clients.documents.query({
    TableName: stack.endpoints.tables.suppressions ?? '',
    KeyConditionExpression: 'address = :address',
    ExpressionAttributeValues: { ':address': address },
  });
  return (await collect(rows)).length;
};

describe('the webhook on the local stack', () => {
  it('is where endpoints.json says, and is asked nothing without a signature', async () => {
    const { api } = JSON.parse(await readFile(join(stack.directory, 'endpoints.json'), 'utf8'));

    expect(api).toBe(stack.endpoints.api);
    expect(await post(bounce())).toBe(403);
    expect(await post({ ...standIn.sns.notification(bounce(), now()), Message: 'other' })).toBe(
      403,
    );
    expect((await fetch(`${api}/api/v1/webhooks/ses`)).status).toBe(404);
    expect(await suppressionsOf('ada@example.com')).toBe(0);
  });

  it('confirms the subscription and records what SNS has signed, before it answers', async () => {
    const other = complaint({ complainedRecipients: [{ emailAddress: 'bob@example.com' }] });

    expect(await post(standIn.sns.subscriptionConfirmation(now()))).toBe(200);
    expect(await post(standIn.sns.notification(bounce(), now()))).toBe(200);
    expect(await suppressionsOf('ada@example.com')).toBe(1);
    const result = await stack.invoke(
      'receive-webhook',
      posted(standIn.sns.notification(other, now()), { isBase64Encoded: true }),
    );

    expect(result).toMatchObject({ kind: 'ok', payload: JSON.stringify(answers.done) });
    expect(await suppressionsOf('bob@example.com')).toBe(1);
    expect(standIn.requests.map((url) => url.split('&')[0])).toEqual([
      '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      '/?Action=ConfirmSubscription',
    ]);
  });

  it('writes no address to its log', async () => {
    const log = await readFile(join(stack.endpoints.logs, 'receive-webhook.log'), 'utf8');

    expect(log).toContain('webhook: refused');
    expect(log).toContain('feedback recorded');
    expect(log).not.toMatch(/ada@|bob@|clinic\.example/);
  });
});
