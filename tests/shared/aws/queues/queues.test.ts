import type {
  ChangeMessageVisibilityBatchCommandInput,
  SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { deadLetterQueue, putAt } from '../../../../shared/aws/queues/dead-letter-queues.ts';
import { deadLetterTo, postponeIn, putBackOn } from '../../../../shared/aws/queues/queues.ts';
import { putAgainOn, retainedQueue } from '../../../../shared/aws/queues/retained-queue.ts';

const now = 1_800_000_000_000;
const hourMs = 3_600_000;

type Input = Partial<ChangeMessageVisibilityBatchCommandInput & SendMessageCommandInput>;

/** A queue that notes what it takes. */
const queue = (refuses: (input: Input) => boolean = () => false) => {
  const inputs: Input[] = [];
  const client = {
    send: async ({ input }: { readonly input: Input }) => {
      if (refuses(input)) throw new Error('InvalidParameterValue');
      inputs.push(input);
      return {};
    },
  } as unknown as SQSClient;
  return { client, inputs };
};

describe('postponeIn', () => {
  it.each([
    ['in the past', now - 1, 0],
    ['now', now, 0],
    ['a part of a second ahead', now + 1, 1],
    ['just as far as SQS hides', now + 42_300_000, 42_300],
    ['further than SQS hides', now + 42_300_001, 42_300],
    ['days ahead', now + 72 * hourMs, 42_300],
  ])('hides a message whose time is %s', async (_, untilMs, seconds) => {
    const { client, inputs } = queue();

    await postponeIn(client, 'url', () => now)([{ receiptHandle: 'a', untilMs }]);

    expect(inputs).toEqual([
      {
        QueueUrl: 'url',
        Entries: [{ Id: '0', ReceiptHandle: 'a', VisibilityTimeout: seconds }],
      },
    ]);
  });

  it('stays below the twelve hours from the receive that SQS allows, with a run behind it', async () => {
    const longestRunSeconds = 900;
    const { client, inputs } = queue();

    await postponeIn(client, 'url', () => now)([{ receiptHandle: 'a', untilMs: Infinity }]);

    const hiddenSeconds = inputs[0]?.Entries?.[0]?.VisibilityTimeout ?? 0;
    expect(hiddenSeconds).toBeGreaterThan(0);
    expect(hiddenSeconds + longestRunSeconds).toBeLessThanOrEqual(43_200);
  });

  it('goes on with the next ten when SQS refuses ten', async () => {
    const messages = Array.from({ length: 11 }, (_, index) => ({
      receiptHandle: `m${index}`,
      untilMs: now,
    }));
    const { client, inputs } = queue((input) => input.Entries?.length === 10);

    await postponeIn(client, 'url', () => now)(messages);

    expect(inputs).toEqual([
      { QueueUrl: 'url', Entries: [{ Id: '0', ReceiptHandle: 'm10', VisibilityTimeout: 0 }] },
    ]);
  });
});

describe('putBackOn', () => {
  it.each([
    ['in the past', now - 1, 0],
    ['a part of a second ahead', now + 1, 1],
    ['just as far as SQS delays', now + 900_000, 900],
    ['further than SQS delays', now + hourMs, 900],
  ])('delays a copy whose time is %s', async (_, untilMs, seconds) => {
    const { client, inputs } = queue();

    await putBackOn(client, 'url', () => now)({ body: '{}', attributes: { a: 'b' }, untilMs });

    expect(inputs).toEqual([
      {
        QueueUrl: 'url',
        MessageBody: '{}',
        DelaySeconds: seconds,
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      },
    ]);
  });

  it('fails when SQS refuses, so that the old copy stays', async () => {
    const { client } = queue(() => true);

    await expect(
      putBackOn(client, 'url', () => now)({ body: '{}', attributes: {}, untilMs: now }),
    ).rejects.toThrow('InvalidParameterValue');
  });
});

describe('the group of a message', () => {
  const urls = { transactional: 'url', bulk: 'url', feedback: 'url' };
  const puts: readonly [string, (client: SQSClient, group: string | undefined) => Promise<void>][] =
    [
      [
        'a dead letter',
        (client, group) =>
          deadLetterTo(client, 'url')('{}', [], { queue: 'bulk', sqsMessageId: 'a', group }),
      ],
      ['a redriven copy', (client, group) => putAt(client, urls)('bulk', '{}', {}, group)],
      ['a renewed copy', (client, group) => putAgainOn(client, 'url')('{}', {}, group)],
    ];

  it.each(puts)('goes with %s, and there is none where the message has none', async (_, put) => {
    const { client, inputs } = queue();

    await put(client, 'acme');
    await put(client, undefined);

    expect(inputs.map((input) => input.MessageGroupId)).toEqual(['acme', undefined]);
  });

  it('is read from a dead letter and from a waiting message', async () => {
    const Messages = [
      { MessageId: 'a', Body: '{}', ReceiptHandle: 'h', Attributes: { MessageGroupId: 'acme' } },
      { MessageId: 'b', Body: '{}', ReceiptHandle: 'h', Attributes: {} },
    ];
    const client = { send: async () => ({ Messages }) } as unknown as SQSClient;

    const taken = await deadLetterQueue(client, 'url', 'dead-letters').take();
    const lying = await retainedQueue(client, 'url', 'bulk').receive();

    expect(taken.map(({ deadLetter }) => deadLetter.group)).toEqual(['acme', undefined]);
    expect(lying.map(({ group }) => group)).toEqual(['acme', undefined]);
  });
});
