import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { putBackWornOut } from '../../../functions/send-email/put-back.ts';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import { sendQueueBatch } from '../../../functions/send-email/send-queue-batch.ts';
import type { Postpone, PutBack } from '../../../shared/messages/queue-ports.ts';
import { bodyOf, noon, sendingWorld, settleMs, silenceMs } from '../../fakes/sending-world.ts';

const arn = 'arn:aws:sqs:eu-central-1:123456789012:pipeline-transactional';

const recordOf = (messageId: string, body: string, eventSourceARN = arn) => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body,
  eventSourceARN,
});

type Postponed = Parameters<Postpone>[0][number];

const world = (
  broken: Partial<SendBatchPorts> = {},
  limits: Parameters<typeof sendingWorld>[0] = {},
) => {
  const sending = sendingWorld(limits);
  const postponed: Postponed[] = [];
  const renewed: Parameters<PutBack>[0][] = [];
  const context = {
    ports: { ...sending.ports, ...broken },
    queues: [
      {
        lane: 'transactional' as const,
        arn,
        postpone: async (messages: readonly Postponed[]) => void postponed.push(...messages),
        putBack: async (message: Parameters<PutBack>[0]) => void renewed.push(message),
      },
    ],
    settleMs,
    silenceMs,
    remainingMs: () => noon + 60_000 - sending.clock.now(),
    requestId: 'run-1',
  };
  return {
    ...sending,
    postponed,
    renewed,
    deliver: (event: unknown) => sending.run(sendQueueBatch(event, context)),
  };
};

describe('sendQueueBatch', () => {
  it('answers with no failures when everything is done', async () => {
    const { deliver, postponed } = world();

    expect(await deliver({ Records: [recordOf('a', bodyOf())] })).toEqual({
      batchItemFailures: [],
    });
    expect(postponed).toEqual([]);
  });

  it.each([
    ['ten messages, as many as Lambda hands over, keeps', 10, true],
    ['nine messages does not keep', 9, false],
  ])('takes a full batch for a backlog: one of %s bulk mail out', async (_, size, isBacklog) => {
    const { deliver, ledger } = world();
    const seen = ledger.now();
    if (seen === undefined) throw new Error('The world has a ledger.');
    ledger.set({ ...seen, tatMs: noon + 500 });

    await deliver({
      Records: Array.from({ length: size }, (_, n) =>
        recordOf(`m${n}`, bodyOf({ messageId: `order-${n}` })),
      ),
    });

    expect((ledger.now()?.busyUntilMs ?? 0) > 0).toBe(isBacklog);
  });

  it('keeps the group of what it holds and of what it refuses', async () => {
    const { deliver, deadLetters, heldGroups, pauses } = world();
    pauses.set('acme', { '*': { by: 'operator', since: noon, why: 'a reason' } });
    const attributes = { SentTimestamp: String(noon), MessageGroupId: 'acme' };

    await deliver({
      Records: [
        { ...recordOf('a', bodyOf({ tenantId: 'acme' })), attributes },
        { ...recordOf('b', bodyOf({ messageId: 'order-2', to: [] })), attributes },
        recordOf('c', bodyOf({ messageId: 'order-3', to: [] })),
      ],
    });

    expect([...heldGroups.values()]).toEqual(['acme']);
    expect(deadLetters.map(({ group }) => group)).toEqual(['acme', undefined]);
  });

  it('names what has to come again, and hides it until then', async () => {
    const { deliver, postponed } = world();
    const later = noon + 3_600_000;

    const answer = await deliver({
      Records: [
        recordOf('a', bodyOf({ sendAfter: new Date(later).toISOString() })),
        recordOf('b', bodyOf({ messageId: 'order-2' })),
      ],
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
    expect(postponed).toEqual([{ receiptHandle: 'handle-a', untilMs: later }]);
  });

  it.each([
    ['pipeline-first-id', { stringValue: 'x'.repeat(3_000), dataType: 'String' }],
    ['pipeline-first-id', { stringValue: '', dataType: 'String' }],
    ['pipeline-first-id', { binaryValue: 'eA==', dataType: 'Binary' }],
    ['pipeline-released-copy', { stringValue: 'yesterday', dataType: 'String' }],
    ['pipeline-released-copy', { stringValue: '-1', dataType: 'Number' }],
    ['pipeline-released-copy', null],
  ])('refuses a message alone on which somebody else has set %s', async (name, value) => {
    const { deliver, mails, deadLetters, messages } = world();
    const poisoned = bodyOf({ messageId: undefined });

    const answer = await deliver({
      Records: [
        recordOf('a', bodyOf()),
        { ...recordOf('b', poisoned), messageAttributes: { [name]: value } },
        { ...recordOf('c', bodyOf({ messageId: 'order-3' })), messageAttributes: { other: null } },
      ],
    });

    expect(answer.batchItemFailures).toEqual([]);
    expect(mails).toHaveLength(2);
    expect(deadLetters).toMatchObject([
      { body: poisoned, reasons: [expect.stringContaining(`message attribute ${name}`)] },
    ]);
    expect(messages.itemOf({ tenantId: 'default', messageId: 'b' }).outcome?.state).toBe(
      'rejected',
    );
  });

  it('never names a message that was not in the batch, whatever fails', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 10 }),
        fc.subarray([
          'findProgress',
          'findSuppressions',
          'claimPart',
          'recordSent',
          'putDeadLetter',
          'recordOutcome',
        ] as const),
        async (ids, broken) => {
          const { deliver } = world(
            Object.fromEntries(
              broken.map((port) => [port, () => Promise.reject(new Error('unreachable'))]),
            ),
          );

          const answer = await deliver({
            Records: ids.map((id, index) =>
              recordOf(id, index % 3 === 0 ? '{' : bodyOf({ messageId: id })),
            ),
          });

          for (const { itemIdentifier } of answer.batchItemFailures)
            expect(ids).toContain(itemIdentifier);
        },
      ),
      { numRuns: 30 },
    ));

  it('reads the table with eventual consistency for first deliveries, and with strong consistency for everything else', async () => {
    const asked: (readonly [string | undefined, readonly string[]])[] = [];
    const { deliver } = world({
      findProgress: async (keys, consistency) => {
        asked.push([consistency, keys.map(({ messageId }) => messageId)]);
        return [];
      },
    });
    const attributesOf = (name: string, value: string) => ({
      messageAttributes: { [name]: { stringValue: value } },
    });
    const further = {
      new: {},
      'new-too': { attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(noon) } },
      again: { attributes: { ApproximateReceiveCount: '2', SentTimestamp: String(noon) } },
      renewed: attributesOf('pipeline-first-id', 'a'),
      released: attributesOf('pipeline-released-copy', String(noon)),
    };

    await deliver({
      Records: Object.entries(further).map(([id, more]) => ({
        ...recordOf(id, bodyOf({ messageId: id })),
        ...more,
      })),
    });

    expect(Object.fromEntries(asked)).toEqual({
      eventual: ['new', 'new-too'],
      strong: ['again', 'renewed', 'released'],
    });
  });

  it.each([
    ['received several times', { ApproximateReceiveCount: '5', SentTimestamp: String(noon) }],
    [
      'about to grow too old for its queue',
      { ApproximateReceiveCount: '2', SentTimestamp: String(noon - 4 * 86_400_000) },
    ],
  ])(
    'puts a message anew on its queue that waits and was %s, under the id, the time and the group of its first copy',
    async (_, attributes) => {
      const { deliver, postponed, renewed } = world();
      const later = noon + 86_400_000;
      const body = JSON.stringify({
        ...JSON.parse(bodyOf({ sendAfter: new Date(later).toISOString() })),
        messageId: undefined,
      });

      const grouped = { ...attributes, MessageGroupId: 'acme' };
      const first = await deliver({ Records: [{ ...recordOf('a', body), attributes: grouped }] });
      const copy = {
        ...recordOf('b', body),
        attributes,
        messageAttributes: {
          'pipeline-first-id': { stringValue: 'a' },
          'pipeline-first-arrival': { stringValue: '1795000000000' },
        },
      };
      await deliver({ Records: [copy] });

      expect(first).toEqual({ batchItemFailures: [] });
      expect(postponed).toEqual([]);
      expect(renewed).toEqual([
        {
          body,
          attributes: {
            'pipeline-first-id': 'a',
            'pipeline-first-arrival': attributes.SentTimestamp,
          },
          group: 'acme',
          untilMs: later,
        },
        {
          body,
          attributes: { 'pipeline-first-id': 'a', 'pipeline-first-arrival': '1795000000000' },
          untilMs: later,
        },
      ]);
    },
  );

  it.each([
    ['59 days', 59, 0],
    ['60 days', 60, 1],
  ])(
    'holds a message of which nothing could be sent for 60 days, and no younger one: %s',
    async (_, days, held) => {
      const { deliver, mails, held: kept } = world();
      const messageAttributes = {
        'pipeline-first-id': { stringValue: 'a' },
        'pipeline-first-arrival': { stringValue: String(noon - days * 86_400_000) },
      };

      await deliver({ Records: [{ ...recordOf('b', bodyOf()), messageAttributes }] });

      expect(kept.size).toBe(held);
      expect(mails).toHaveLength(1 - held);
    },
  );

  it('counts the wait of a message from the time it was to go out at', async () => {
    const { deliver, mails } = world();
    const sendAfter = new Date(noon - 86_400_000).toISOString();
    const messageAttributes = {
      'pipeline-first-arrival': { stringValue: String(noon - 70 * 86_400_000) },
    };

    await deliver({ Records: [{ ...recordOf('b', bodyOf({ sendAfter })), messageAttributes }] });

    expect(mails).toHaveLength(1);
  });

  it('remembers of a released message which copy had been held, and keeps that when it puts it anew', async () => {
    const { deliver, renewed, messages, mails } = world();
    const key = { tenantId: 'default', messageId: 'order-1' };
    const held = {
      key,
      state: 'held',
      part: undefined,
      heldCopy: noon - 5_000,
      reasons: [],
      atMs: noon,
    } as const;
    await messages.store.recordOutcome({
      ...held,
      stream: 'transactional',
      recipients: [],
      suppressed: [],
      settleMs,
    });
    const released = (copy: number, body: string, receives = '1') => ({
      ...recordOf('a', body),
      attributes: { ApproximateReceiveCount: receives, SentTimestamp: String(noon) },
      messageAttributes: { 'pipeline-released-copy': { stringValue: String(copy) } },
    });
    const later = bodyOf({ sendAfter: new Date(noon + 86_400_000).toISOString() });

    await deliver({ Records: [released(noon - 5_000, later, '500')] });
    expect(renewed[0]?.attributes).toMatchObject({
      'pipeline-released-copy': String(noon - 5_000),
    });

    await deliver({ Records: [released(noon - 9_000, bodyOf())] });
    expect(mails).toHaveLength(0);
    await deliver({ Records: [released(noon - 5_000, bodyOf())] });
    expect(mails).toHaveLength(1);
  });

  it('notes a try of what was received more often than any message that waits, and of nothing else', async () => {
    const { deliver, messages, mails } = world();
    const received = (id: string, count: number) => ({
      ...recordOf(id, bodyOf({ messageId: id })),
      attributes: { ApproximateReceiveCount: String(count) },
    });

    await deliver({
      Records: [received('a', 6), received('b', 5), received('c', 1), received('d', 300)],
    });

    expect([...messages.tries.keys()]).toEqual(['a', 'd']);
    expect(mails.map(({ mail }) => mail.tags['pipeline-message'])).toEqual(['b', 'c', 'a', 'd']);
  });

  it('gives a quota that is not enough for all to what came first, whatever order SQS hands it out in', async () => {
    const { deliver, mails, renewed: copies } = world({}, { quota: 2 });
    const arrivedAt = (name: string, minutesAgo: number) => ({
      ...recordOf(name, bodyOf({ messageId: name })),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(noon - minutesAgo * 60_000),
      },
    });
    const renewed = {
      ...arrivedAt('renewed', 0),
      messageAttributes: {
        'pipeline-first-arrival': { stringValue: String(noon - 3_600_000), dataType: 'Number' },
      },
    };

    const answer = await deliver({
      Records: [arrivedAt('late', 1), arrivedAt('early', 9), arrivedAt('later', 2), renewed],
    });

    expect(answer.batchItemFailures).toEqual([]);
    expect(copies.map(({ attributes }) => attributes['pipeline-first-id'])).toEqual([
      'late',
      'later',
    ]);
    expect(mails.map(({ mail }) => mail.tags['pipeline-message'])).toEqual(['renewed', 'early']);
  });

  it.each([
    ['59 seconds', 59_000, 0],
    ['a minute', 61_000, 1],
    ['a quarter of an hour', 900_000, 1],
    ['longer than SQS can delay', 960_000, 0],
  ])(
    'delays a copy of a message that waits %s, for SQS hides only so many of a queue: %3$d',
    async (_, waitMs, copies) => {
      const { deliver, renewed, postponed } = world();
      const body = bodyOf({ sendAfter: new Date(noon + waitMs).toISOString() });

      const answer = await deliver({ Records: [recordOf('a', body)] });

      expect(renewed.map(({ untilMs }) => untilMs)).toEqual(copies === 1 ? [noon + waitMs] : []);
      expect(answer.batchItemFailures).toHaveLength(1 - copies);
      expect(postponed).toHaveLength(1 - copies);
    },
  );

  it('puts no more copies back at once than the client has connections', async () => {
    let underWay = 0;
    let most = 0;
    const copies: string[] = [];
    const queue = {
      postpone: async () => undefined,
      putBack: async ({ body }: Parameters<PutBack>[0]) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        copies.push(body);
        underWay -= 1;
      },
    };
    const waiting = Array.from({ length: 120 }, (_, index) => ({
      record: recordOf(`m-${index}`, bodyOf({ messageId: `m-${index}` })),
      untilMs: noon + 120_000,
    }));

    const { clock, ports } = sendingWorld();
    expect(await putBackWornOut(queue, waiting, { clock, log: ports.log })).toEqual([]);

    expect(new Set(copies).size).toBe(120);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('keeps the order of results when suspects stand among others', async () => {
    const { deliver, postponed } = world();
    const later = { sendAfter: new Date(noon + 60_000).toISOString() };
    const received = (id: string, count: number, changes = {}) => ({
      ...recordOf(id, bodyOf({ messageId: id, ...changes })),
      attributes: { ApproximateReceiveCount: String(count) },
    });

    const answer = await deliver({
      Records: [
        received('a', 9),
        received('b', 2, later),
        received('c', 9, later),
        received('d', 1),
      ],
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(postponed.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle-b']);
  });

  it('knows a renewed copy for the message it is', async () => {
    const { deliver, mails } = world();
    const body = JSON.stringify({ ...JSON.parse(bodyOf()), messageId: undefined });

    await deliver({ Records: [recordOf('a', body)] });
    await deliver({
      Records: [
        {
          ...recordOf('b', body),
          messageAttributes: { 'pipeline-first-id': { stringValue: 'a' } },
        },
      ],
    });

    expect(mails).toHaveLength(1);
  });

  it.each([
    ['nothing', undefined],
    ['no records', { Records: [] }],
    ['a record without id', { Records: [{ ...recordOf('', bodyOf()) }] }],
    [
      'a record of a foreign queue',
      { Records: [recordOf('a', bodyOf(), 'arn:aws:sqs:eu-central-1:123456789012:other')] },
    ],
  ])('fails as a whole on %s, so that Lambda keeps the batch', async (_, event) => {
    await expect(world().deliver(event)).rejects.toThrow();
  });
});
