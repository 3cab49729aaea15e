import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import { readUntil } from '../support/until.ts';

// The packaged sender in processes that are killed when they exceed its memory, as Lambda kills
// them: the largest mail, and many large ones at once. First as it is deployed, then where the
// deployment takes as much as SES.

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const received = z.array(z.object({ to: z.array(z.string()), operation: z.string() }));

let stack: Stack;
let directory: string;
let s3: S3Client;
let sqs: SQSClient;

const start = async (environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  directory = await mkdtemp(join(tmpdir(), 'large-mail-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    quota: 50_000,
    latencyMs: 20,
    visibilitySeconds: 60,
    timeoutSeconds: 60,
    quiet: true,
    keepMessages: 100,
    environment,
  });
  const { region, s3: endpoint, sqs: sqsEndpoint } = stack.endpoints;
  s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
  ({ sqs } = connect({ region, sqsEndpoint, credentials }));
};
const stop = async (): Promise<void> => {
  for (const client of [sqs, s3]) client?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
};

/** Stores an object in the payload bucket, and says where it lies. */
const store = async (key: string, Body: Buffer) => {
  const bucket = stack.endpoints.buckets.payload ?? '';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  return { bucket, key };
};

const fileOf = (bytes: number): Buffer => Buffer.alloc(bytes, 'content of the file, ');

const mailWith = (name: string, file: object) => ({
  messageId: name,
  from: 'Shop <shop@example.com>',
  to: [`${name}@example.org`],
  subject: 'Your files',
  text: 'They are attached.',
  attachments: [{ filename: 'a.bin', contentType: 'application/octet-stream', ...file }],
});

/** Mails that name an object of so many bytes as their attachment. */
const withStored = async (names: readonly string[], bytes: number): Promise<readonly object[]> => {
  const s3 = await store(`attachments/default/${bytes}.bin`, fileOf(bytes));
  return names.map((name) => mailWith(name, { s3 }));
};

/** Mails that lie in S3 as a whole, with an attachment of so many bytes. */
const withInline = async (names: readonly string[], bytes: number): Promise<readonly object[]> => {
  const content = fileOf(bytes).toString('base64');
  const messages: object[] = [];
  for (const name of names) {
    const body = Buffer.from(JSON.stringify(mailWith(name, { content })));
    const s3 = await store(`payloads/default/${name}.json`, body);
    messages.push({ messageId: name, payload: { s3 } });
  }
  return messages;
};

/** Puts messages on the queue, so that they come as one batch. */
const put = async (messages: readonly object[]): Promise<void> => {
  const Entries = messages.map((message, at) => ({
    Id: `m${at}`,
    MessageBody: JSON.stringify(message),
  }));
  await sqs.send(
    new SendMessageBatchCommand({ QueueUrl: stack.endpoints.queues.transactional, Entries }),
  );
};

const mailsTo = async (names: readonly string[]) => {
  const answer = await fetch(`${stack.endpoints.ses}/_sim/messages?limit=1000`);
  const addresses = new Set(names.map((name) => `${name}@example.org`));
  return received
    .parse(await answer.json())
    .filter(({ to }) => to.some((one) => addresses.has(one)));
};

const sendReports = () =>
  stack.reports().filter(({ functionName }) => functionName.includes('send-email'));

/** Reasons of the next dead letter. */
const deadLetterReasons = (): Promise<readonly string[]> =>
  readUntil(
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: stack.endpoints.queues.deadLetters,
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(({ MessageAttributes }) => MessageAttributes?.reasons?.StringValue ?? '');
    },
    (reasons) => reasons.length > 0,
  );

describe('large mail', () => {
  beforeAll(() => start());
  afterAll(stop);

  it('of 10 MB goes out ten at a time, and each once', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `m10-${at}`);
    await put(await withStored(names, 7_600_000));

    const mails = await readUntil(
      () => mailsTo(names),
      ({ length }) => length >= 10,
    );

    expect(mails.map((mail) => mail.operation)).toEqual(Array(10).fill('SendRawEmail'));
    expect(sendReports().filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it('above that is refused, by its size, and others beside it go out', async () => {
    await put([
      ...(await withStored(['small'], 1_000)),
      ...(await withStored(['too-large'], 10_000_000)),
    ]);

    expect(await deadLetterReasons()).toEqual([
      '["message: comes to 13.1 MB at least with its attachments encoded, and this deployment takes 10; link to large files instead, or raise its parameter largestMailMb"]',
    ]);
    expect(
      await readUntil(
        () => mailsTo(['small']),
        ({ length }) => length > 0,
      ),
    ).toHaveLength(1);
    expect(await mailsTo(['too-large'])).toEqual([]);
  });
});

describe('large mail, where the deployment takes 40 MB', () => {
  beforeAll(() => start({ LARGEST_MAIL_MB: '40' }));
  afterAll(stop);

  it('of 40 MB goes out within the memory of the sender, by v2', async () => {
    const names = ['largest'];
    await put(await withStored(names, 30_600_000));

    expect(
      await readUntil(
        () => mailsTo(names),
        (mails) => mails.length > 0,
      ),
    ).toMatchObject([{ operation: 'SendEmail' }]);
    expect(sendReports().filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it.each([
    ['9 MB', 'SendRawEmail', 6_700_000],
    ['14 MB', 'SendEmail', 10_000_000],
    ['40 MB', 'SendEmail', 30_600_000],
  ])('of %s goes out ten at a time, and each once', async (size, operation, bytes) => {
    const names = Array.from({ length: 10 }, (_, at) => `m${size.replace(' ', '')}-${at}`);
    await put(await withStored(names, bytes));

    const mails = await readUntil(
      () => mailsTo(names),
      ({ length }) => length >= 10,
    );

    expect(mails.map((mail) => mail.operation)).toEqual(Array(10).fill(operation));
    expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(10);
    expect(sendReports().filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it('goes out beside mail that lies in S3 as a whole, and each once', async () => {
    const stored = Array.from({ length: 4 }, (_, at) => `stored-${at}`);
    const inline = Array.from({ length: 4 }, (_, at) => `inline-${at}`);
    await put([
      ...(await withInline(inline, 7_500_000)),
      ...(await withStored(stored, 30_600_000)),
    ]);

    const names = [...stored, ...inline];
    const mails = await readUntil(
      () => mailsTo(names),
      ({ length }) => length >= 8,
    );

    expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(8);
    expect(mails).toHaveLength(8);
    expect(sendReports().filter(({ kind }) => kind === 'error')).toEqual([]);
  });
});
