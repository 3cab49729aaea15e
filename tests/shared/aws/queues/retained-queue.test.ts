import { CreateBucketCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepMessages } from '../../../../functions/keep-messages/keep-messages.ts';
import { keptDeadLetterQueue } from '../../../../shared/aws/objects/kept-dead-letter-queue.ts';
import { keepDeadLettersIn } from '../../../../shared/aws/objects/kept-dead-letters.ts';
import { findDeadLetterQueues, putOn } from '../../../../shared/aws/queues/dead-letter-queues.ts';
import { deadLetterTo } from '../../../../shared/aws/queues/queues.ts';
import { putAgainOn, retainedQueue } from '../../../../shared/aws/queues/retained-queue.ts';
import {
  type Diagnosed,
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '../../../../shared/dead-letters/redrive.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import type { KeepPorts } from '../../../../shared/retention/ports.ts';
import { startTestEngine, type TestEngine } from '../../../local/support/engine.ts';

const bucket = { name: 'letters-of-the-test' };
const prefix = 'r-dev-';
const dayMs = 86_400_000;

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  await engine.clients.s3.send(new CreateBucketCommand({ Bucket: bucket.name }));
  for (const name of ['transactional', 'bulk', 'feedback', 'dead-letters'])
    await engine.clients.sqs.send(new CreateQueueCommand({ QueueName: prefix + name }));
});
afterAll(() => engine?.stop());

const urlOf = (name: string) => engine.queueUrl(prefix + name);

const sizeOf = async (name: string): Promise<Readonly<Record<string, string>>> => {
  const { Attributes = {} } = await engine.clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: urlOf(name),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed'],
    }),
  );
  return Attributes;
};

/** Noon, so many days from now. */
const noonAfter = (days: number): number =>
  (Math.floor(Date.now() / dayMs) + days) * dayMs + dayMs / 2;

const portsOf = (changes: Partial<KeepPorts>): KeepPorts => ({
  deadLetterQueues: [],
  sourceQueues: [],
  ...keepDeadLettersIn(engine.clients.s3, bucket),
  count: () => undefined,
  gauge: () => undefined,
  clock: { now: () => noonAfter(5) },
  log: () => undefined,
  ...changes,
});

describe('retained queues', () => {
  it('lose no dead letter to the bucket: it is listed, explained and redriven from there', async () => {
    const { sqs, s3 } = engine.clients;
    const putDeadLetter = deadLetterTo(sqs, urlOf('dead-letters'));
    for (let index = 0; index < 25; index += 1)
      await putDeadLetter(
        JSON.stringify({
          ...{ messageId: `m-${index}`, from: 'shop@example.com', to: ['jane@example.org'] },
          ...{ subject: 'Grüße', text: 'Hello' },
        }),
        ['MessageRejected: not verified'],
        { queue: `${prefix}bulk`, sqsMessageId: `first-${index}` },
      );
    const before: Diagnosed[] = [];
    await listDeadLetters(
      { queues: await findDeadLetterQueues(sqs, prefix), streams: basicStreams },
      {},
      (one) => void before.push(one),
    );
    const gauges: number[] = [];

    await keepMessages(
      portsOf({
        deadLetterQueues: [retainedQueue(sqs, urlOf('dead-letters'), 'dead-letters')],
        gauge: ({ value }) => void gauges.push(value),
      }),
      () => 60_000,
    );

    expect(gauges).toEqual([25]);
    const queues = [
      ...(await findDeadLetterQueues(sqs, prefix)),
      keptDeadLetterQueue(s3, bucket, 'dead-letters'),
    ];
    const after: Diagnosed[] = [];
    await listDeadLetters(
      { queues, streams: basicStreams },
      { queue: 'dead-letters' },
      (one) => void after.push(one),
    );
    const byId = (some: readonly Diagnosed[]) =>
      some.toSorted((a, b) => a.deadLetter.sqsMessageId.localeCompare(b.deadLetter.sqsMessageId));
    expect(byId(after)).toEqual(byId(before));
    expect(after).toHaveLength(25);

    const told: Redriven[] = [];
    await redriveDeadLetters(
      {
        queues,
        streams: basicStreams,
        put: putOn(sqs, {
          transactional: urlOf('transactional'),
          bulk: urlOf('bulk'),
          feedback: urlOf('feedback'),
        }),
        fetchObject: async () => undefined,
        mayRead: () => true,
        clock: { now: () => 0, sleepUntil: async () => undefined },
      },
      {},
      { isDryRun: false, rate: 1000, onDeadLetter: (one) => void told.push(one) },
    );

    expect(told.filter(({ kind }) => kind === 'redriven')).toHaveLength(25);
    expect((await sizeOf('bulk')).ApproximateNumberOfMessages).toBe('25');
    expect(await keepDeadLettersIn(s3, bucket).countKept()).toBe(0);
  });

  it('put a message of a closed queue on it anew, with the attributes of every type', async () => {
    const { sqs } = engine.clients;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: urlOf('transactional'),
        MessageBody: 'mail',
        MessageAttributes: {
          count: { DataType: 'Number.int', StringValue: '7' },
          key: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1]) },
        },
      }),
    );
    const copies: Parameters<ReturnType<typeof putAgainOn>>[] = [];
    const put = putAgainOn(sqs, urlOf('feedback'));
    const source = {
      ...retainedQueue(sqs, urlOf('transactional'), 'transactional'),
      origin: 'transactional' as const,
      arn: 'arn:aws:sqs:eu-west-1:000000000000:r-dev-transactional',
      isRead: async () => false,
      putAgain: async (...copy: Parameters<typeof put>) => {
        copies.push(copy);
        await put(...copy);
      },
    };

    await keepMessages(portsOf({ sourceQueues: [source] }), () => 60_000);

    expect(copies).toEqual([
      [
        'mail',
        {
          'pipeline-first-id': { type: 'String', value: expect.any(String) },
          'pipeline-first-arrival': { type: 'String', value: expect.stringMatching(/^\d{13}$/) },
          count: { type: 'Number.int', value: '7' },
          key: { type: 'Binary', value: 'AAE=' },
        },
        undefined,
      ],
    ]);
    expect((await sizeOf('transactional')).ApproximateNumberOfMessages).toBe('0');
    expect((await sizeOf('feedback')).ApproximateNumberOfMessagesDelayed).toBe('1');
  });

  it('show at once what a walk has left alone', async () => {
    const { sqs } = engine.clients;
    await sqs.send(
      new SendMessageCommand({ QueueUrl: urlOf('dead-letters'), MessageBody: 'young' }),
    );
    const queue = retainedQueue(sqs, urlOf('dead-letters'), 'dead-letters');

    await keepMessages(
      portsOf({ deadLetterQueues: [queue], clock: { now: () => noonAfter(0) } }),
      () => 60_000,
    );

    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: urlOf('dead-letters') }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['young']);
  });
});
