import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deadLetterQueueNames,
  findDeadLetterQueues,
  putOn,
} from '../../../../shared/aws/queues/dead-letter-queues.ts';
import { deadLetterTo } from '../../../../shared/aws/queues/queues.ts';
import {
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from '../../../../shared/dead-letters/redrive.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { startTestEngine, type TestEngine } from '../../../local/support/engine.ts';

let engine: TestEngine;

const prefix = 'p-dev-';
const names = ['transactional', 'bulk', 'feedback', 'dead-letters', 'feedback-dead-letters'];
const message = (messageId: string, changes: object = {}) =>
  JSON.stringify({
    messageId,
    from: 'shop@example.com',
    to: ['jane@example.org'],
    subject: 'Hi',
    text: 'Hello',
    ...changes,
  });

beforeAll(async () => {
  engine = await startTestEngine();
  for (const name of [
    ...names.map((one) => prefix + one),
    'p-dev-2-transactional',
    'p-dev-2-dead-letters',
    'p-other-dead-letters',
  ])
    await engine.clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
});

afterAll(() => engine?.stop());

const visibleOn = async (name: string) => {
  const { Attributes } = await engine.clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: engine.queueUrl(prefix + name),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
};

describe('dead-letter-queues', () => {
  it('are those of the pipeline, and not those of a stage whose name begins alike', async () => {
    const queues = await findDeadLetterQueues(engine.clients.sqs, prefix);

    expect(queues.map(({ name }) => name)).toEqual(['dead-letters', 'feedback-dead-letters']);
    expect(
      deadLetterQueueNames([
        'transactional',
        'dead-letters',
        'x-dead-letters',
        'y-transactional',
        'y-dead-letters',
      ]),
    ).toEqual(['dead-letters', 'x-dead-letters']);
  });

  it('give dead letters back to the queues they came from, each once, and leave the others where they are', async () => {
    const { sqs } = engine.clients;
    const putDeadLetter = deadLetterTo(sqs, engine.queueUrl('p-dev-dead-letters'));
    for (let index = 0; index < 12; index += 1)
      await putDeadLetter(
        message(`m-${index}`),
        ['MessageRejected: not verified'],
        {
          queue: index % 2 === 0 ? 'p-dev-transactional' : 'p-dev-bulk',
          sqsMessageId: `first-${index}`,
        },
        'Verify the sender.',
      );
    await putDeadLetter(message('broken', { to: [] }), ['to: there is no recipient'], {
      queue: 'p-dev-bulk',
      sqsMessageId: 'first-broken',
    });
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: engine.queueUrl('p-dev-feedback-dead-letters'),
        MessageBody: '{"eventType":"Open"',
      }),
    );

    const queues = await findDeadLetterQueues(sqs, prefix);
    const listed: string[] = [];
    const sentAtMs: number[] = [];
    const remedies = new Set<string | undefined>();
    await listDeadLetters({ queues, streams: basicStreams }, {}, ({ deadLetter, diagnosis }) => {
      listed.push(diagnosis.messageId ?? diagnosis.kind);
      sentAtMs.push(deadLetter.sentAtMs);
      remedies.add(diagnosis.remedy);
    });
    expect(remedies).toEqual(
      new Set(['Verify the sender.', undefined, expect.stringContaining('log of record-delivery')]),
    );
    const told: Redriven[] = [];
    const origins = {
      transactional: 'p-dev-transactional',
      bulk: 'p-dev-bulk',
      feedback: 'p-dev-feedback',
    };
    await redriveDeadLetters(
      {
        queues,
        streams: basicStreams,
        put: putOn(sqs, origins),
        fetchObject: async () => undefined,
        mayRead: () => true,
        clock: { now: () => 0, sleepUntil: async () => undefined },
      },
      {},
      { isDryRun: false, rate: 1000, onDeadLetter: (one) => told.push(one) },
    );

    for (const at of sentAtMs) expect(Math.abs(at - Date.now())).toBeLessThan(600_000);
    expect(listed.toSorted()).toEqual(
      [...Array.from({ length: 12 }, (_, index) => `m-${index}`), 'broken', 'feedback'].toSorted(),
    );
    expect(told.filter(({ kind }) => kind === 'redriven')).toHaveLength(12);
    expect(
      told
        .filter(({ kind }) => kind === 'unfit')
        .map(({ diagnosis }) => diagnosis.messageId ?? diagnosis.kind),
    ).toEqual(['broken', 'feedback']);
    expect([
      await visibleOn('transactional'),
      await visibleOn('bulk'),
      await visibleOn('feedback'),
    ]).toEqual([6, 6, 0]);
    expect([await visibleOn('dead-letters'), await visibleOn('feedback-dead-letters')]).toEqual([
      1, 1,
    ]);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: engine.queueUrl('p-dev-transactional'),
        MessageAttributeNames: ['All'],
      }),
    );
    expect(Messages?.[0]?.MessageAttributes?.['pipeline-first-id']?.StringValue).toMatch(/^first-/);
  });
});
