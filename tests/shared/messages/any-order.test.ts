import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordQueueBatch } from '../../../functions/record-delivery/record-queue-batch.ts';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import { createDatabase } from '../../../proofs/simulation/models/dynamodb/database.ts';
import { directDocuments } from '../../../proofs/simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../../../proofs/simulation/pipeline/tables.ts';
import { type MessageTable, messageTable } from '../../../shared/aws/messages/message-table.ts';
import { recordNotification } from '../../../shared/feedback/record-notification.ts';
import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import { describeMessage } from '../../../shared/messages/message-state.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import { bodyOf, sendingWorld, settleMs } from '../../fakes/sending-world.ts';
import {
  bounce,
  bounceObject,
  complaint,
  delivery,
  deliveryDelay,
  lambdaSns,
  mail,
  send,
} from '../../fixtures/events/build.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

// The real sender and the real recorders on one messages table, with events of SES between any two
// writes of the sender.

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const jane = 'jane@example.org';
const joe = 'joe@example.org';
let count = 0;

const kinds = [
  'send',
  'delivery',
  'delay',
  'bounce',
  'soft-bounce',
  'complaint',
  'joe-delivery',
  'joe-bounce',
] as const;
type Kind = (typeof kinds)[number];

const tagsOf = (messageId: string) => ({
  'pipeline-message': [messageId],
  'pipeline-tenant': ['default'],
  'pipeline-stream': ['transactional'],
  'pipeline-part': ['0'],
});

/** An event of SES about the one call that carries the message. */
const eventOf = (kind: Kind, messageId: string): object => {
  const about = mail({ messageId: 'ses-1', destination: [jane, joe], tags: tagsOf(messageId) });
  const bounced = (emailAddress: string) => ({
    bouncedRecipients: [{ emailAddress }],
    feedbackId: `bounce-${emailAddress}`,
  });
  switch (kind) {
    case 'send':
      return send(about);
    case 'delivery':
      return delivery({ recipients: [jane] }, about);
    case 'joe-delivery':
      return delivery({ recipients: [joe] }, about);
    case 'delay':
      return { ...deliveryDelay({ delayedRecipients: [{ emailAddress: jane }] }), mail: about };
    case 'bounce':
      return bounce(bounced(jane), about);
    case 'joe-bounce':
      return bounce(bounced(joe), about);
    case 'soft-bounce':
      return bounce(
        {
          ...bounceObject(),
          ...bounced(jane),
          bounceType: 'Transient',
          bounceSubType: 'MailboxFull',
          feedbackId: 'soft',
        },
        about,
      );
    case 'complaint':
      return complaint({ complainedRecipients: [{ emailAddress: jane }] }, about);
    default:
      return kind satisfies never;
  }
};

interface History {
  /** Each with the number of sender's writes before it. */
  readonly events: readonly { readonly kind: Kind; readonly after: number }[];
  readonly answer: 'accepted' | 'lost';
  /** Tries to record that SES accepted it that fail. */
  readonly failures: number;
}

/** Opens the messages table. */
type Open = (now: () => number) => MessageTable;

const onDynamoDb: Open = (now) => messageTable(database.documents, 'messages', now);

const tables = createDatabase(tableShapes);
const inMemory: Open = (now) => messageTable(directDocuments(tables), 'messages', now);

/** Plays a history and tells what a person would be told at its end. */
const play = async (open: Open, { events, answer, failures }: History) => {
  count += 1;
  const messageId = `m-${count}`;
  const world = sendingWorld();
  const table = open(world.clock.now);
  const feedback = {
    ...memoryFeedback().ports,
    recordEvents: table.recordEvents,
    findMessageBySesId: table.findMessageBySesId,
  };
  const told = new Set<number>();
  let writes = 0;
  let failed = 0;

  const tell = async (kind: Kind) => {
    const event = eventOf(kind, messageId);
    if (kind === 'bounce' || kind === 'complaint')
      await recordNotification(lambdaSns(event), feedback);
    else
      await recordQueueBatch(
        { Records: [{ messageId: `sqs-${told.size}`, body: JSON.stringify(event) }] },
        feedback,
      );
  };
  const tellUntil = async (write: number) => {
    for (const [index, { kind, after }] of events.entries()) {
      if (after > write || told.has(index)) continue;
      told.add(index);
      await tell(kind);
    }
  };
  const counted = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = await work();
    writes += 1;
    await tellUntil(writes);
    return result;
  };

  const { ses } = world;
  ses.answer = () =>
    answer === 'lost'
      ? { kind: 'unknown', detail: 'reset' }
      : { kind: 'accepted', sesMessageId: 'ses-1' };
  const ports: Partial<SendBatchPorts> = {
    findProgress: table.findProgress,
    claimPart: (claim) => counted(() => table.claimPart(claim)),
    recordSent: (...sent) =>
      counted(async () => {
        failed += 1;
        if (failed <= failures) throw new Error('unreachable');
        await table.recordSent(...sent);
      }),
    recordUnknown: (...unknown) => counted(() => table.recordUnknown(...unknown)),
    releaseClaim: (...released) => counted(() => table.releaseClaim(...released)),
    recordOutcome: (outcome) => counted(() => table.recordOutcome(outcome)),
  };
  const body = bodyOf({ messageId, to: [jane, joe] });
  await world.deliver([body], { ports });
  await world.deliver([body], { ports });
  await tellUntil(Number.POSITIVE_INFINITY);
  await world.sleep(settleMs * 2);
  await world.deliver([body], { ports });

  const [item] = await table.findItems([{ tenantId: 'default', messageId }]);
  const { state, recipients, sesMessageId, reasons } = describeMessage(
    parseMessageItem(item ?? {}),
  );
  return { state, recipients, sesMessageId, reasons, mails: world.mails.length };
};

const ordered = new Map<string, ReturnType<typeof play>>();

/**
 * What the same events give one after the other, when the sender is done; played once for each set.
 */
const inOrder = (open: Open, all: readonly Kind[]): ReturnType<typeof play> => {
  const name = all.toSorted().join(' ');
  const known =
    ordered.get(name) ??
    play(open, {
      events: all.map((kind) => ({ kind, after: 1_000 })),
      answer: 'accepted',
      failures: 0,
    });
  ordered.set(name, known);
  return known;
};

const told = fc.uniqueArray(fc.constantFrom(...kinds.filter((kind) => kind !== 'send')), {
  maxLength: 4,
});

describe('a message whose events come in any order, however often, between any two writes of the sender', () => {
  it.each([
    ['in memory', inMemory, 1_000],
    ['on DynamoDB', onDynamoDb, 200],
  ] as const)(
    'ends %s in the state that the same events give in order, and is sent once',
    (_, open, numRuns) =>
      fc.assert(
        fc.asyncProperty(
          told,
          fc.array(fc.record({ pick: fc.nat(), after: fc.integer({ min: 1, max: 5 }) }), {
            minLength: 4,
            maxLength: 8,
          }),
          fc.constantFrom('accepted', 'lost'),
          fc.constantFrom(0, 1, 1_000),
          async (kindsTold, picks, answer, failures) => {
            const all: readonly Kind[] = ['send', ...kindsTold];
            const once = all.map((kind, index) => ({
              kind,
              after: (picks[index % picks.length]?.after ?? 1) + (index % 2),
            }));
            const repeated = picks.map(({ pick, after }) => ({
              kind: all[pick % all.length] ?? 'send',
              after,
            }));
            const shuffled = [...repeated, ...once].toSorted(
              (a, b) =>
                (picks[a.after % picks.length]?.pick ?? 0) -
                (picks[b.after % picks.length]?.pick ?? 0),
            );

            const expected = await inOrder(open, all);

            expect(await play(open, { events: shuffled, answer, failures })).toEqual(expected);
            expect(expected.mails).toBe(1);
          },
        ),
        { numRuns },
      ),
  );

  it.each([
    [['send'], { [jane]: 'sent', [joe]: 'sent' }],
    [['send', 'delivery', 'soft-bounce'], { [jane]: 'delivered', [joe]: 'sent' }],
    [['bounce', 'delivery', 'joe-delivery'], { [jane]: 'bounced', [joe]: 'delivered' }],
    [['complaint', 'joe-bounce', 'delay'], { [jane]: 'complained', [joe]: 'bounced' }],
  ] satisfies readonly (readonly [readonly Kind[], object])[])(
    'after %j: %j',
    async (all, recipients) => {
      const outcome = await play(onDynamoDb, {
        events: all.toReversed().map((kind) => ({ kind, after: 1 })),
        answer: 'lost',
        failures: 0,
      });

      expect(outcome).toMatchObject({ recipients, sesMessageId: 'ses-1', mails: 1 });
    },
  );
});
