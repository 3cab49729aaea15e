import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { readUntil } from '../support/until.ts';

// The packaged functions in their processes, with local SQS, SNS, S3, DynamoDB and the SES
// simulator, over HTTP.

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const receivedShape = z.array(
  z.object({ id: z.string(), to: z.array(z.string()), configurationSet: z.string() }),
);
const copies = z.array(z.object({ copies: z.number() }));

let stack: Stack;
let directory: string;
let sns: SNSClient;
let s3: S3Client;
let clients: Clients;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pipeline-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 20,
    quota: 50_000,
    latencyMs: 20,
    visibilitySeconds: 6,
    timeoutSeconds: 20,
    quiet: true,
    longestWindowSeconds: 1,
    environment: { SETTLE_SECONDS: '3' },
  });
  const { region, sns: endpoint } = stack.endpoints;
  clients = connect({
    region,
    sqsEndpoint: stack.endpoints.sqs,
    dynamodbEndpoint: stack.endpoints.dynamodb,
    credentials,
  });
  sns = new SNSClient({ region, endpoint, credentials });
  s3 = new S3Client({ region, endpoint: stack.endpoints.s3, credentials, forcePathStyle: true });
});

afterAll(async () => {
  for (const client of [clients?.sqs, sns, s3, clients?.dynamodb]) client?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const named = (names: Readonly<Record<string, string>>, name: string): string => {
  const value = names[name];
  if (value === undefined) throw new Error(`the stack has no ${name}`);
  return value;
};

const body = (messageId: string, changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    messageId,
    from: 'Shop <shop@example.com>',
    to: [`${messageId}@example.org`],
    subject: `Subject of ${messageId}`,
    text: `Body of ${messageId}`,
    ...changes,
  });

const enqueue = async (text: string, queue = 'transactional'): Promise<string> =>
  (
    await clients.sqs.send(
      new SendMessageCommand({ QueueUrl: named(stack.endpoints.queues, queue), MessageBody: text }),
    )
  ).MessageId ?? '';

/** Does the work while one mail more comes each second. */
const whileMailFlows = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  let number = 0;
  const timer = setInterval(() => {
    number += 1;
    void enqueue(body(`later-${number}`)).catch(() => undefined);
  }, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};

const stateOf = async (messageId: string) => {
  const table = messageTable(
    clients.documents,
    named(stack.endpoints.tables, 'messages'),
    Date.now,
  );
  const [item] = await table.findItems([{ tenantId: 'default', messageId }]);
  return item === undefined ? undefined : describeMessage(parseMessageItem(item));
};

const untilState = (messageId: string, ...states: readonly string[]) =>
  readUntil(
    () => stateOf(messageId),
    (state) => state !== undefined && states.includes(state.state),
  );

const suppressionsOf = async (address: string): Promise<readonly SuppressionEntry[]> => {
  const entries: SuppressionEntry[] = [];
  for await (const entry of suppressionTable(
    clients.documents,
    named(stack.endpoints.tables, 'suppressions'),
  ).list({ address }))
    entries.push(entry);
  return entries;
};

const simulator = async (path: string): Promise<unknown> =>
  (await fetch(`${stack.endpoints.ses}/_sim/${path}`)).json();

const deadLetters = async (count: number): Promise<readonly Message[]> => {
  const found: Message[] = [];
  await readUntil(
    async () => {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: named(stack.endpoints.queues, 'deadLetters'),
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          // Each dead letter is to come once.
          VisibilityTimeout: 3_600,
          WaitTimeSeconds: 1,
        }),
      );
      found.push(...Messages);
      return found.length;
    },
    (length) => length >= count,
  );
  return found;
};

describe('the pipeline', () => {
  it('takes a message from its queue to its recipient, and its delivery back to the message', async () => {
    await enqueue(body('order-1'));

    const state = await untilState('order-1', 'delivered');

    expect(state).toMatchObject({
      state: 'delivered',
      attempts: 1,
      recipients: { 'order-1@example.org': 'delivered' },
    });
    expect(state?.timeline.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['sent', 'delivery']),
    );
  });

  it('suppresses an address that bounces for good, and sends it nothing more', async () => {
    await enqueue(body('bounce-1', { to: ['bounce+one@simulator.amazonses.com'] }));
    await untilState('bounce-1', 'bounced');
    await readUntil(
      () => suppressionsOf('bounce+one@simulator.amazonses.com'),
      (entries) => entries.length > 0,
    );
    await enqueue(body('bounce-2', { to: ['Bounce+One@Simulator.amazonses.com'] }));

    expect(await untilState('bounce-2', 'suppressed')).toMatchObject({
      state: 'suppressed',
      attempts: 0,
    });
    expect(await suppressionsOf('bounce+one@simulator.amazonses.com')).toMatchObject([
      { scope: 'tenant#default', reason: 'bounce' },
    ]);
  });

  it('suppresses an address that complains', async () => {
    await enqueue(body('complaint-1', { to: ['complaint+one@simulator.amazonses.com'] }));

    expect(await untilState('complaint-1', 'complained')).toMatchObject({ state: 'complained' });
    expect(await suppressionsOf('complaint+one@simulator.amazonses.com')).toMatchObject([
      { reason: 'complaint', detail: 'abuse' },
    ]);
  });

  it('heeds an event of SES that somebody else published to the topic', async () => {
    const event = {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'NoEmail',
        bouncedRecipients: [{ emailAddress: 'Gone@Example.net' }],
        timestamp: '2026-11-21T12:00:00.000Z',
        feedbackId: '0100018f-gone',
      },
      mail: {
        timestamp: '2026-11-21T11:59:59.000Z',
        messageId: '0100018f-elsewhere',
        source: 'old@example.com',
        destination: ['gone@example.net'],
      },
    };
    await sns.send(
      new PublishCommand({
        TopicArn: named(stack.endpoints.topics, 'feedback'),
        Message: JSON.stringify(event),
      }),
    );
    await readUntil(
      () => suppressionsOf('gone@example.net'),
      (entries) => entries.length > 0,
    );
    await enqueue(body('gone-1', { to: ['gone@example.net'] }));

    expect(await untilState('gone-1', 'suppressed', 'delivered')).toMatchObject({
      state: 'suppressed',
    });
  });

  it('refuses bad input with every reason, keeps it among the dead letters, and sends what came with it', async () => {
    const Bucket = named(stack.endpoints.buckets, 'payload');
    const Key = 'attachments/default/large.bin';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(31_000_000) }));
    const large = {
      filename: 'large.bin',
      contentType: 'application/octet-stream',
      s3: { bucket: Bucket, key: Key },
    };
    const bad: readonly (readonly [string, string, number])[] = [
      ['broken JSON', '{"messageId": "bad-1", "to": [', 1],
      ['unknown fields', body('bad-2', { prio: 1, colour: 'red' }), 2],
      [
        '51 recipients',
        body('bad-3', { to: Array.from({ length: 51 }, (_, index) => `r${index}@example.org`) }),
        1,
      ],
      [
        'a header with a line break',
        body('bad-4', { headers: { 'X-Note': 'a\r\nBcc: x@example.org' } }),
        1,
      ],
      [
        'an address without a domain, and no subject',
        body('bad-5', { to: ['jane'], subject: undefined }),
        2,
      ],
      ['attachments that make 42 MB', body('bad-6', { attachments: [large] }), 1],
    ];
    const ids = await Promise.all(bad.map(([, text]) => enqueue(text)));
    await enqueue(body('good-1'));

    const received = await deadLetters(bad.length);

    expect(await untilState('good-1', 'delivered')).toMatchObject({ state: 'delivered' });
    expect(received).toHaveLength(bad.length);
    for (const [index, [what, text, reasonCount]] of bad.entries()) {
      const deadLetter = received.find(
        ({ MessageAttributes }) => MessageAttributes?.sqsMessageId?.StringValue === ids[index],
      );
      const reasons: unknown = JSON.parse(
        deadLetter?.MessageAttributes?.reasons?.StringValue ?? '[]',
      );
      expect([what, deadLetter?.Body]).toEqual([what, text]);
      expect([what, Array.isArray(reasons) ? reasons.length : 0]).toEqual([what, reasonCount]);
      const messageId = what === 'broken JSON' ? (ids[index] ?? '') : `bad-${index + 1}`;
      expect(await untilState(messageId, 'rejected')).toMatchObject({ state: 'rejected' });
    }
  });

  it.each(['transactional', 'notifications', 'marketing'])(
    'hands SES the bodies of stream %s, and they go out byte for byte: nothing is tracked unasked',
    async (stream) => {
      const html =
        '<html><body><p>Grüße</p><a href="https://example.com/reset?a=1&amp;b=2">Reset</a></body></html>';
      const text = 'Reset: https://example.com/reset?a=1&b=2';
      const isBulk = stream !== 'transactional';
      await enqueue(body(`body-${stream}`, { stream, html, text }), isBulk ? 'bulk' : undefined);
      await untilState(`body-${stream}`, 'delivered');

      const mails = receivedShape.parse(await simulator('messages?limit=1000'));
      const mail = mails.find(({ to }) => to.includes(`body-${stream}@example.org`));

      expect(mail?.configurationSet).toMatch(new RegExp(`-${stream}$`));
      expect(await simulator(`messages/${mail?.id}`)).toMatchObject({
        // The last line break is the message's.
        html: `${html}\n`,
        text: `${text}\n`,
      });
    },
  );

  it('goes through its queues for what grows too old for them', async () => {
    expect((await stack.invoke('keep-messages', {})).kind).toBe('ok');
  });

  it('loses and doubles nothing when its processes are killed in the middle of a batch', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `crash-${index}`);
    await Promise.all(names.map((name) => enqueue(body(name))));
    await readUntil(
      () => stateOf('crash-0'),
      (state) => state !== undefined,
    );

    const killed = stack.kill('send-email');
    // What was claimed and never called goes out again only when events of later mail show that
    // feedback flows; an account without any would wait for an hour.
    const states = await whileMailFlows(() =>
      Promise.all(
        names.map((name) =>
          readUntil(
            () => stateOf(name),
            (state) => state?.state === 'delivered',
          ),
        ),
      ),
    );

    expect(killed).toBeGreaterThan(0);
    expect(states.map((state) => state?.state)).toEqual(names.map(() => 'delivered'));
    expect(copies.parse(await simulator('copies'))).toEqual([]);
  });

  it('never goes above the rate', async () => {
    expect(await simulator('stats')).toMatchObject({ throttled: 0 });
  });

  it('writes no address, subject or body to any log', async () => {
    const files = (await readdir(stack.endpoints.logs)).filter((name) => name !== 'engines.log');
    const logs = (
      await Promise.all(files.map((name) => readFile(join(stack.endpoints.logs, name), 'utf8')))
    ).join('\n');

    expect(logs).toContain('A batch is done.');
    expect(logs).not.toMatch(/@(example|simulator)\./i);
    expect(logs).not.toMatch(/Subject of|Body of/);
  });
});
