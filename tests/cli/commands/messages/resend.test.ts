import { describe, expect, it } from '@jest/globals';
import {
  type FirstMail,
  type ResendIo,
  type ResendOptions,
  resend,
} from '../../../../cli/commands/messages/resend.ts';
import type { Confirmation } from '../../../../cli/terminal/confirm.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { validateMessage } from '../../../../shared/email/validate-message.ts';
import { resendId } from '../../../../shared/following/resend-id.ts';
import { fingerprintOf } from '../../../../shared/messages/fingerprint.ts';
import { parseMessageItem } from '../../../../shared/messages/message-item.ts';
import type { RecipientState } from '../../../../shared/messages/recipient-state.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { capturedIo } from '../../captured-io.ts';

const nowMs = Date.UTC(2026, 2, 1, 9);
const key = { tenantId: 'acme', messageId: 'order-1' };
const ada = 'ada@example.org';
const message = {
  ...{ from: 'shop@example.com', subject: 'Hi', text: 'A secret text' },
  to: ['Ada <ada@example.org>', 'joe@example.org'],
};
const adasId = resendId(key, ada);

const fingerprint = (fields: object): string => {
  const read = validateMessage(JSON.stringify(fields), {
    ...{ sqsMessageId: 'x', streams: basicStreams, queueLane: 'transactional', nowMs },
  });
  if (read.kind !== 'valid') throw new Error('The message of the test is not valid');
  return fingerprintOf(read.message);
};

const firstOf = (attributes: object = {}, mail: object = message): FirstMail => ({
  record: parseMessageItem({
    ...{ pk: 'acme#order-1', stream: 'transactional', sent0: '0100-a' },
    recipients: [ada, 'joe@example.org'],
    ev_1: { k: 'bounce', at: nowMs, r: [ada], why: 'Transient/MailboxFull', detail: '452' },
    ev_2: { k: 'delivery', at: nowMs, r: ['joe@example.org'] },
    ...attributes,
  }),
  fingerprint: fingerprint(mail),
});

interface World extends ResendIo {
  readonly asked: string[];
  readonly put: object[];
  readonly out: string[];
  readonly err: string[];
}

const world = (
  first: FirstMail | undefined,
  changes: Partial<ResendIo> = {},
  file: unknown = message,
): World => {
  const asked: string[] = [];
  const put: object[] = [];
  return {
    ...capturedIo(),
    ...{ asked, put, now: () => nowMs },
    readFile: async () => Buffer.from(typeof file === 'string' ? file : JSON.stringify(file)),
    confirm: async (question): Promise<Confirmation> => {
      asked.push(question);
      return { kind: 'confirmed' };
    },
    findMail: async ({ messageId }) =>
      messageId === first?.record.key.messageId ? first : undefined,
    findSuppressions: async () => [],
    findStates: async () => new Map<string, RecipientState>(),
    enqueue: async (messages) => {
      put.push(...messages);
      return messages.map((one) => ({
        ...({ kind: 'queued', messageId: String(one.messageId), tenantId: 'acme' } as const),
        ...({
          stream: 'transactional',
          lane: 'transactional',
          sqsMessageId: 's',
          stored: undefined,
        } as const),
      }));
    },
    ...changes,
  };
};

const options: ResendOptions = { tenant: 'acme', file: 'message.json' };

describe('resend', () => {
  it('asks, then puts a mail of its own on the queue for whom it bounced softly', async () => {
    const io = world(firstOf());

    expect(await resend('order-1', options, io)).toBe(0);

    expect(io.asked).toEqual([expect.stringContaining(`again to ${ada}?`)]);
    const { to: _, ...rest } = message;
    expect(io.put).toEqual([
      {
        ...rest,
        to: ['Ada <ada@example.org>'],
        messageId: adasId,
        tenantId: 'acme',
        stream: 'transactional',
      },
    ]);
    expect(io.out).toEqual([
      `${ada}  queued  ${adasId}`,
      'joe@example.org  not sent  its first mail arrived',
    ]);
  });

  it('tells of each recipient as JSON', async () => {
    const io = world(firstOf());

    await resend('order-1', { ...options, json: true }, io);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      { address: ada, messageId: adasId, result: 'queued', why: null },
      {
        ...{ address: 'joe@example.org', messageId: resendId(key, 'joe@example.org') },
        ...{ result: 'not sent', why: 'its first mail arrived' },
      },
    ]);
  });

  it('goes again from the file of the first mail when the mail that went again bounced', async () => {
    const second = { ...message, to: ['Ada <ada@example.org>'] };
    const first = firstOf({ pk: `acme#${adasId}`, recipients: [ada] }, second);
    const io = world(first);

    expect(await resend(adasId, options, io)).toBe(0);
    expect(io.put).toMatchObject([
      { to: second.to, messageId: resendId({ ...key, messageId: adasId }, ada) },
    ]);
  });

  it.each<[string, World]>([
    ['an unknown message', world(undefined)],
    ['marketing', world(firstOf({ stream: 'marketing' }))],
    ['notifications', world(firstOf({ stream: 'notifications' }))],
    ['an unknown stream', world(firstOf({ stream: undefined }))],
    ['mail without a fingerprint', world({ ...firstOf(), fingerprint: undefined })],
    ['another text', world(firstOf(), {}, { ...message, text: 'Another' })],
    ['other recipients', world(firstOf(), {}, { ...message, to: ['ada@example.org'] })],
    ['a message that is not valid', world(firstOf(), {}, { ...message, from: 'nobody' })],
    [
      'a message that expired',
      world(firstOf(), {}, { ...message, expiresAt: '2026-03-01T09:00:00Z' }),
    ],
    [
      'mail that went again',
      world(firstOf(), { findStates: async () => new Map([[adasId, 'sent']]) }),
    ],
    [
      'an item that cannot be read',
      world(firstOf(), { findStates: () => Promise.reject(new UnreadableItem('the item', ['a'])) }),
    ],
  ])('sends nothing of %s, asks nothing, and shows no content', async (_, io) => {
    expect(await resend('order-1', options, io)).toBe(3);

    expect([io.put, io.asked]).toEqual([[], []]);
    expect(io.err).toEqual([expect.stringMatching(/\S/)]);
    expect([...io.out, ...io.err].join()).not.toMatch(/secret text|Another/);
  });

  it.each([
    ['after a no', 1],
    ['where nobody can be asked', 2],
  ])('sends nothing %s', async (_, exitCode) => {
    const io = world(firstOf(), { confirm: async () => ({ kind: 'refused', exitCode }) });

    expect(await resend('order-1', options, io)).toBe(exitCode);
    expect(io.put).toEqual([]);
  });

  it('tells a file that is no message from a queue that refuses', async () => {
    expect(await resend('order-1', options, world(firstOf(), {}, '{"from":'))).toBe(2);

    const io = world(firstOf(), {
      enqueue: async ([one = {}]) => [
        {
          kind: 'failed',
          messageId: String(one.messageId),
          message: one,
          code: 'Throttled',
          cause: undefined,
        },
      ],
    });
    expect(await resend('order-1', options, io)).toBe(1);
    expect(io.out[0]).toBe(`${ada}  refused by the queue  Throttled`);
  });
});
