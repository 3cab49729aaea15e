import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDatabase } from '../../../../proofs/simulation/models/dynamodb/database.ts';
import { directDocuments } from '../../../../proofs/simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../../../../proofs/simulation/pipeline/tables.ts';
import { type MessageTable, messageTable } from '../../../../shared/aws/messages/message-table.ts';
import type { FeedbackEvent } from '../../../../shared/feedback/feedback-event.ts';
import { parseMessageItem } from '../../../../shared/messages/message-item.ts';
import { describeMessage } from '../../../../shared/messages/message-state.ts';
import type { Claim, MessageKey, Outcome } from '../../../../shared/messages/ports.ts';
import { memoryMessages } from '../../../fakes/memory-messages.ts';
import { feedbackEvent } from '../../../support/feedback-event.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { type Asked, watchedDocuments } from '../../../support/watched-documents.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const settleMs = 120_000;

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let count = 0;

beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const newKey = (): MessageKey => {
  count += 1;
  return { tenantId: 'clinic-1', messageId: `m-${count}` };
};

const claimOf = (key: MessageKey, changes: Partial<Claim> = {}): Claim => ({
  key,
  part: 0,
  owner: 'run-1',
  nowMs: noon,
  leaseUntilMs: noon + 60_000,
  copyMs: noon,
  settleMs,
  stream: 'transactional',
  isNew: false,
  unknownCalls: 0,
  isTakenOver: false,
  fingerprint: 'a-mail',
  recipients: ['jane@example.com'],
  suppressed: [],
  plan: undefined,
  ...changes,
});

const eventOf = (kind: FeedbackEvent['kind'], id: string, part = 0): FeedbackEvent =>
  feedbackEvent({
    kind,
    eventId: id,
    atMs: noon + 1000,
    sesMessageId: `ses-${part}`,
    tags: { 'pipeline-part': String(part) },
  });

const outcomeOf = (
  key: MessageKey,
  state: Outcome['state'],
  part: number | undefined,
): Outcome => ({
  key,
  state,
  part,
  reasons: ['a reason'],
  atMs: noon,
  stream: 'transactional',
  recipients: [],
  suppressed: [],
  settleMs,
});

type Store = Omit<MessageTable, 'findItems'>;

const onDynamoDb = (): Store =>
  messageTable(database.documents, 'messages', () => noon, { identityFeedback: true });

/**
 * Every claim of workers that all looked before anybody had written: what they believe is often
 * wrong, and the answers must not be.
 */
const believingAllNew = (store: Store): Store => ({
  ...store,
  claimPart: (claim) => store.claimPart({ ...claim, isNew: true }),
});

const stores: readonly (readonly [string, () => Store])[] = [
  ['on DynamoDB', onDynamoDb],
  ['on DynamoDB, for workers that take every message for new', () => believingAllNew(onDynamoDb())],
  ['in memory', () => memoryMessages().store],
];

describe.each(stores)('messages table %s', (_, open) => {
  it('knows nothing of a message it has not seen', async () => {
    expect(await open().findProgress([newKey()])).toEqual([]);
  });

  it('gives a claim to one worker and tells the other when to ask again', async () => {
    const store = open();
    const key = newKey();

    const answers = [
      await store.claimPart(claimOf(key)),
      await store.claimPart(claimOf(key, { owner: 'run-2' })),
    ];

    expect(answers).toEqual([
      { kind: 'claimed', attempt: 1 },
      { kind: 'unsettled', untilMs: noon + 60_000 + settleMs },
    ]);
  });

  it('gives one claim away when many ask at once', async () => {
    const store = open();
    const key = newKey();

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_unused, index) =>
        store.claimPart(claimOf(key, { owner: `run-${index}` })),
      ),
    );

    expect(answers.filter((answer) => answer.kind === 'claimed')).toHaveLength(1);
  });

  it('knows its own claim again when the answer to it was lost', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));

    expect((await store.claimPart(claimOf(key))).kind).toBe('claimed');
  });

  it('gives a claim away again only when lease and settle time are over', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    const at = (nowMs: number) =>
      store.claimPart(claimOf(key, { owner: 'run-2', nowMs, isTakenOver: true }));

    expect((await at(noon + 60_000 + settleMs)).kind).toBe('unsettled');
    expect(await at(noon + 60_000 + settleMs + 1)).toEqual({ kind: 'claimed', attempt: 2 });
  });

  it('counts the calls of unknown outcome with the claims that follow them, and no other claims', async () => {
    const store = open();
    const key = newKey();
    const later = noon + 1e9;
    const counted = async () => (await store.findProgress([key]))[0]?.unknownCalls.get(0);
    const claim = (owner: string, nowMs: number, unknownCalls: number, isTakenOver: boolean) =>
      store.claimPart(
        claimOf(key, { owner, nowMs, leaseUntilMs: nowMs + 1, unknownCalls, isTakenOver }),
      );

    await claim('run-1', noon, 0, false);
    expect(await counted()).toBeUndefined();
    expect((await claim('run-2', later, 0, true)).kind).toBe('claimed');
    // Its answer was lost, and the SDK asks once more.
    expect((await claim('run-2', later, 0, true)).kind).toBe('claimed');
    expect(await counted()).toBe(1);
    await store.releaseClaim(key, 0);
    expect((await claim('run-3', later, 1, false)).kind).toBe('claimed');
    expect(await counted()).toBe(1);
    expect((await claim('run-4', 2 * later, 1, true)).kind).toBe('claimed');
    expect(await counted()).toBe(2);
  });

  it.each([
    ['has not seen the claim that is over', { unknownCalls: 0, isTakenOver: false }],
    ['has seen another count', { unknownCalls: 1, isTakenOver: true }],
  ])('refuses a claim to a worker that %s', async (_case, seen) => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));

    const answer = await store.claimPart(
      claimOf(key, { owner: 'run-2', nowMs: noon + 1e9, ...seen }),
    );

    expect(answer.kind).toBe('unsettled');
    expect((await store.findProgress([key]))[0]?.unknownCalls.size).toBe(0);
  });

  it('hands the count of a part on to the parts that it is split into', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));

    await store.changePlan(key, undefined, [[], [0], [1]], 1);

    expect((await store.findProgress([key]))[0]?.unknownCalls).toEqual(
      new Map([
        [1, 1],
        [2, 1],
      ]),
    );
  });

  it('keeps the count of a claim that ends unsettled with an outcome', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordOutcome({ ...outcomeOf(key, 'suppressed', 0), unknownCalls: 1 });

    expect((await store.findProgress([key]))[0]).toMatchObject({
      leases: new Map(),
      unknownCalls: new Map([[0, 1]]),
    });
  });

  it('refuses a claim while another mail has the id, also when it is sent or its claim is over', async () => {
    const store = open();
    const key = newKey();
    const another = {
      owner: 'run-2',
      nowMs: noon + 1e9,
      isTakenOver: true,
      fingerprint: 'another',
    };
    await store.claimPart(claimOf(key));

    expect((await store.claimPart(claimOf(key, another))).kind).toBe('unsettled');
    await store.recordSent(key, 0, 'ses-0', noon);
    expect((await store.claimPart(claimOf(key, another))).kind).toBe('unsettled');
    expect((await store.findProgress([key]))[0]?.fingerprint).toBe('a-mail');
  });

  it('lets another mail have the id of one that ended before anything of it was claimed', async () => {
    const store = open();
    const key = newKey();
    const held = { ...outcomeOf(key, 'held', undefined), heldCopy: noon, fingerprint: 'a-mail' };
    await store.recordOutcome(held);
    await store.recordOutcome({ ...held, state: 'suppressed' });
    const [{ fingerprint = '', attempts = 1 } = {}] = await store.findProgress([key]);

    expect(attempts).toBe(0);
    expect(await store.correctMessage(key, { fingerprint, attempts, refusedParts: [] }, 'b')).toBe(
      true,
    );
  });

  it('lets another mail have the id when nothing was claimed since it was looked up', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key, { plan: [[0], [1]] }));
    await store.recordOutcome(outcomeOf(key, 'failed', 0));
    const from = { fingerprint: 'a-mail', attempts: 1, refusedParts: [0] };

    expect(await store.correctMessage(key, { ...from, attempts: 0 }, 'b')).toBe(false);
    expect(await store.correctMessage(key, { ...from, fingerprint: 'c' }, 'b')).toBe(false);
    expect(await store.correctMessage(key, from, 'b')).toBe(true);

    expect((await store.findProgress([key]))[0]).toMatchObject({
      fingerprint: 'b',
      plan: undefined,
    });
    expect((await store.claimPart(claimOf(key, { fingerprint: 'b' }))).kind).toBe('claimed');
  });

  it('keeps what SES refused for good from copies that came before, until a later one claims it', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key, { plan: [[0], [1]] }));
    const outcome = { ...outcomeOf(key, 'failed', 0), reasons: ['X: a cause'], remedy: 'Mend it.' };
    await store.recordOutcome({ ...outcome, refusedCopyMs: noon + 5 });
    const refusal = { copyMs: noon + 5, reason: 'X: a cause', remedy: 'Mend it.' };

    const known = (await store.findProgress([key]))[0];
    expect([...(known?.refusals ?? [])]).toEqual([[0, refusal]]);
    expect(known?.leases.size).toBe(0);

    const plan = [[0], [1]];
    const claimBy = (copyMs: number, owner: string) =>
      store.claimPart(claimOf(key, { plan, copyMs, owner }));
    expect(await claimBy(noon + 4, 'run-2')).toEqual({ kind: 'refused', refusal });
    expect(await claimBy(noon + 5, 'run-3')).toEqual({ kind: 'refused', refusal });
    expect((await claimBy(noon + 6, 'run-4')).kind).toBe('claimed');
    expect((await store.findProgress([key]))[0]?.refusals.size).toBe(0);
  });

  it('forgets what SES refused of a mail whose id another one takes', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordOutcome({ ...outcomeOf(key, 'failed', 0), refusedCopyMs: noon + 5 });
    const from = { fingerprint: 'a-mail', attempts: 1, refusedParts: [0] };

    expect(await store.correctMessage(key, from, 'b')).toBe(true);
    expect((await store.claimPart(claimOf(key, { fingerprint: 'b' }))).kind).toBe('claimed');
  });

  it('keeps what is held as the mail that has the id', async () => {
    const store = open();
    const key = newKey();
    await store.recordOutcome({
      ...outcomeOf(key, 'held', undefined),
      heldCopy: noon,
      fingerprint: 'held-mail',
    });

    expect((await store.findProgress([key]))[0]?.fingerprint).toBe('held-mail');
  });

  it.each(['held', 'suppressed', 'expired', 'failed', 'rejected'] as const)(
    'leaves the item of a mail alone when another one ends as %s',
    async (state) => {
      const store = open();
      const other = (key: MessageKey, part?: number): Outcome => ({
        ...outcomeOf(key, state, part),
        ...{ fingerprint: 'another', recipients: ['joe@example.com'] },
        ...{ suppressed: ['joe@example.com'], atMs: noon + 1e9 },
      });
      const [claimed, sent] = [newKey(), newKey()];
      for (const key of [claimed, sent]) await store.claimPart(claimOf(key));
      await store.recordSent(sent, 0, 'ses-0', noon);
      const known = async () => [
        ...(await store.findProgress([claimed])),
        ...(await store.findProgress([sent])),
      ];
      const before = await known();

      for (const key of [claimed, sent]) {
        expect(await store.recordOutcome(other(key))).toBe('another-mail');
        expect(await store.recordOutcome(other(key, 0))).toBe('another-mail');
      }

      expect(await known()).toEqual(before);
    },
  );

  it('records the end of the mail that has the id, and of one whose item tells no fingerprint', async () => {
    const store = open();
    const [known, unknown] = [newKey(), newKey()];
    await store.claimPart(claimOf(known));
    await store.recordOutcome(outcomeOf(unknown, 'rejected', undefined));
    for (const key of [known, unknown]) {
      const outcome = { ...outcomeOf(key, 'expired', undefined), atMs: noon + 1e9 };
      expect(await store.recordOutcome({ ...outcome, fingerprint: 'a-mail' })).toBe('settled');
    }

    expect((await store.findProgress([known, unknown])).map(({ outcome }) => outcome)).toEqual([
      'expired',
      'expired',
    ]);
  });

  it('notes a conflict on the message that has the id, and on none that does not exist', async () => {
    const store = open();
    const [key, unknownKey] = [newKey(), newKey()];
    await store.claimPart(claimOf(key));
    await store.recordConflict(key, noon + 5);
    await store.recordConflict(unknownKey, noon + 5);

    expect(await store.findProgress([unknownKey])).toEqual([]);
    expect((await store.findProgress([key]))[0]?.leases.size).toBe(1);
  });

  it('gives a released claim away at once', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.releaseClaim(key, 0);

    expect((await store.claimPart(claimOf(key, { owner: 'run-2' }))).kind).toBe('claimed');
  });

  it('lets the settle time begin when the outcome is unknown', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordUnknown(key, 0, noon + 5_000);

    expect(await store.claimPart(claimOf(key, { owner: 'run-2', nowMs: noon + 6_000 }))).toEqual({
      kind: 'unsettled',
      untilMs: noon + 5_000 + settleMs,
    });
  });

  it('never claims what is sent', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordSent(key, 0, 'ses-0', noon);

    expect(await store.claimPart(claimOf(key, { owner: 'run-2', nowMs: noon + 1e9 }))).toEqual({
      kind: 'already-sent',
      sesMessageId: 'ses-0',
    });
    expect((await store.findProgress([key]))[0]?.sent).toEqual(new Map([[0, 'ses-0']]));
  });

  it('takes the event of SES for the word that a part was sent', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordEvents({ key, events: [eventOf('send', 'e1')] });
    await store.recordUnknown(key, 0, noon);

    expect((await store.claimPart(claimOf(key, { owner: 'run-2', nowMs: noon + 1e9 }))).kind).toBe(
      'already-sent',
    );
  });

  it('says which events are new', async () => {
    const store = open();
    const key = newKey();

    expect(
      await store.recordEvents({ key, events: [eventOf('send', 'a'), eventOf('delivery', 'b')] }),
    ).toEqual(['a', 'b']);
    expect(
      await store.recordEvents({ key, events: [eventOf('delivery', 'b'), eventOf('open', 'c')] }),
    ).toEqual(['c']);
  });

  it('finds a message by the id that SES gave to any of its parts', async () => {
    const store = open();
    const key = newKey();
    const plan = [[0], [1]];
    const recipients = ['jane@example.com', 'joe@example.com'];
    for (const part of [0, 1]) {
      await store.claimPart(claimOf(key, { part, plan, recipients }));
      await store.recordSent(key, part, `ses-${key.messageId}-${part}`, noon);
    }

    expect(await store.findMessageBySesId(`ses-${key.messageId}-0`)).toEqual(key);
    expect(await store.findMessageBySesId(`ses-${key.messageId}-1`)).toEqual(key);
    expect(await store.findMessageBySesId('ses-of-somebody-else')).toBeUndefined();
  });

  it.each([
    ['sends', async (_: Store, key: MessageKey) => void key],
    ['has sent', async (store: Store, key: MessageKey) => store.recordSent(key, 0, 'ses-0', noon)],
  ])(
    'gives no part of a message to a worker with a plan, while another %s it whole',
    async (_, goOn) => {
      const store = open();
      const key = newKey();
      const recipients = ['jane@example.com', 'joe@example.com'];
      await store.claimPart(claimOf(key, { recipients }));
      await goOn(store, key);

      for (const part of [0, 1]) {
        const claim = claimOf(key, {
          part,
          owner: 'run-2',
          recipients,
          plan: [[0], [1]],
          nowMs: noon + 1e9,
        });
        expect(await store.claimPart(claim)).toEqual({ kind: 'unsettled', untilMs: noon + 1e9 });
      }
    },
  );

  it('keeps the plan of the first claim, and refuses a worker with another', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key, { plan: [[0], [1]] }));

    expect((await store.claimPart(claimOf(key, { part: 1, plan: [[0], [1]] }))).kind).toBe(
      'claimed',
    );
    expect((await store.claimPart(claimOf(key, { part: 2, plan: [[1], [0]] }))).kind).toBe(
      'unsettled',
    );
    expect((await store.claimPart(claimOf(key, { part: 2, plan: undefined }))).kind).toBe(
      'unsettled',
    );
    expect((await store.findProgress([key]))[0]?.plan).toEqual([[0], [1]]);
  });

  it('changes a plan for the worker that saw the one in force', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));

    expect(await store.changePlan(key, undefined, [[], [0], [1]], 0)).toBe(true);
    expect(await store.changePlan(key, undefined, [[], [1], [0]], 0)).toBe(false);
    expect((await store.findProgress([key]))[0]?.plan).toEqual([[], [0], [1]]);
  });

  it('lets an outcome end a claim, and never overwrites what was sent', async () => {
    const store = open();
    const failed = newKey();
    await store.claimPart(claimOf(failed));
    await store.recordOutcome(outcomeOf(failed, 'failed', 0));
    const sent = newKey();
    await store.claimPart(claimOf(sent));
    await store.recordSent(sent, 0, 'ses-0', noon);
    await store.recordOutcome(outcomeOf(sent, 'rejected', undefined));

    expect((await store.claimPart(claimOf(failed, { owner: 'run-2' }))).kind).toBe('claimed');
    expect((await store.findProgress([sent]))[0]?.sent.get(0)).toBe('ses-0');
  });

  it('gives up the rest of a message that goes out in parts, whichever of them are sent', async () => {
    const store = open();
    const recipients = ['jane@example.com', 'joe@example.com', 'sue@example.com'];
    const key = newKey();
    await store.claimPart(
      claimOf(key, { recipients, suppressed: ['sue@example.com'], plan: [[0], [1]] }),
    );
    await store.recordSent(key, 0, 'ses-0', noon);

    await store.recordOutcome(outcomeOf(key, 'failed', undefined));

    expect(await store.findProgress([key])).toMatchObject([
      { sent: new Map([[0, 'ses-0']]), outcome: 'failed' },
    ]);
  });

  it('counts the tries of a copy that have not ended', async () => {
    const store = open();
    const { messageId } = newKey();

    expect(await store.beginTry(messageId)).toBe(1);
    expect(await store.beginTry(messageId)).toBe(2);
    expect(await store.beginTry(`${messageId}-other`)).toBe(1);
    await store.endTry(messageId);
    expect(await store.beginTry(messageId)).toBe(1);
  });

  it('tells that a message is held, and which copy, until it is claimed', async () => {
    const store = open();
    const key = newKey();
    await store.claimPart(claimOf(key));
    await store.recordUnknown(key, 0, noon);
    await store.recordOutcome({
      ...outcomeOf(key, 'held', undefined),
      atMs: noon + settleMs + 1,
      heldCopy: noon - 5_000,
    });

    expect(await store.findProgress([key])).toMatchObject([
      { heldCopy: noon - 5_000, leases: new Map([[0, noon]]) },
    ]);
    expect(
      (
        await store.claimPart(
          claimOf(key, { owner: 'run-2', nowMs: noon + settleMs + 1, isTakenOver: true }),
        )
      ).kind,
    ).toBe('claimed');
    expect((await store.findProgress([key]))[0]?.heldCopy).toBeUndefined();
  });

  it('ends in the same progress whatever the order of the writes about one part', () =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(['sent', 'event', 'unknown', 'outcome', 'sent', 'event'] as const, {
          minLength: 6,
        }),
        async (writes) => {
          const store = open();
          const key = newKey();
          await store.claimPart(claimOf(key));
          for (const write of writes) {
            if (write === 'sent') await store.recordSent(key, 0, 'ses-0', noon);
            if (write === 'event')
              await store.recordEvents({ key, events: [eventOf('send', 'e1')] });
            if (write === 'unknown') await store.recordUnknown(key, 0, noon);
            if (write === 'outcome')
              await store.recordOutcome(outcomeOf(key, 'rejected', undefined));
          }

          expect(
            (await store.claimPart(claimOf(key, { owner: 'run-2', nowMs: noon + 1e9 }))).kind,
          ).toBe('already-sent');
        },
      ),
      { numRuns: 15 },
    ));
});

describe('a message that is given up', () => {
  it('shows as given up whom a part of it did not reach, and as suppressed who was', async () => {
    const store = messageTable(database.documents, 'messages', () => noon);
    const recipients = ['jane@example.com', 'joe@example.com', 'sue@example.com'];
    const key = newKey();
    await store.claimPart(
      claimOf(key, { recipients, suppressed: ['sue@example.com'], plan: [[0], [1]] }),
    );
    await store.recordSent(key, 0, 'ses-0', noon);
    await store.recordOutcome(outcomeOf(key, 'failed', undefined));

    const [item] = await store.findItems([key]);

    expect(describeMessage(parseMessageItem(item ?? {})).recipients).toEqual({
      'jane@example.com': 'sent',
      'joe@example.com': 'failed',
      'sue@example.com': 'suppressed',
    });
  });
});

describe('many events of one message', () => {
  it.each([
    [200, 1, 1],
    [280, 1, 1],
    [400, 1, 2],
    [400, 10, 2],
    [500, 50, 8],
    [99, 99, 2],
    [500, 99, 10],
  ])(
    'are recorded in expressions that DynamoDB takes: %d events of %d parts in %d writes',
    async (length, parts, writes) => {
      const asked: Asked[] = [];
      const store = messageTable(
        watchedDocuments(database.documents, asked),
        'messages',
        () => noon,
        { identityFeedback: true },
      );
      const key = newKey();
      const events = Array.from({ length }, (_, index) =>
        eventOf('delivery', `e${index}`, index % parts),
      );

      const fresh = await store.recordEvents({ key, events });
      const first = asked.length;
      const again = await store.recordEvents({ key, events });
      const expressions = asked.map(([, request]) =>
        String(Reflect.get(request, 'UpdateExpression')),
      );

      expect([fresh.length, again.length]).toEqual([length, 0]);
      expect(first).toBe(writes);
      expect(Math.max(...expressions.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(
        4096,
      );
      expect(
        Math.max(...expressions.map((text) => [...text.matchAll(/=|if_not_exists/g)].length)),
      ).toBeLessThanOrEqual(300);
    },
  );
});

describe('a claim by the plan in force', () => {
  it.each([true, false])(
    'is given by an engine of which %j: it tells of attributes whose value stays the same',
    async (tellsUnchanged) => {
      const documents = directDocuments(createDatabase(tableShapes, { tellsUnchanged }));
      const store = messageTable(documents, 'messages', () => noon);
      const key = newKey();
      const plan = [[0], [1]];
      await store.claimPart(claimOf(key, { plan }));

      expect(await store.claimPart(claimOf(key, { part: 1, plan }))).toEqual({
        kind: 'claimed',
        attempt: 2,
      });
    },
  );
});

describe('without identity feedback', () => {
  it("nothing is written for finding messages by SES's id: not the index's key, and no item for a further part", async () => {
    const store = messageTable(database.documents, 'messages', () => noon);
    const [sent, told] = [newKey(), newKey()];
    const plan = [[0], [1]];
    for (const part of [0, 1]) {
      await store.claimPart(
        claimOf(sent, { part, plan, recipients: ['jane@example.com', 'joe@example.com'] }),
      );
      await store.recordSent(sent, part, `ses-${sent.messageId}-${part}`, noon);
    }
    await store.recordEvents({
      key: told,
      events: [{ ...eventOf('send', 'e1'), sesMessageId: `ses-${told.messageId}` }],
    });

    const asking = onDynamoDb();
    for (const id of [
      `ses-${sent.messageId}-0`,
      `ses-${sent.messageId}-1`,
      `ses-${told.messageId}`,
    ]) {
      expect([id, await asking.findMessageBySesId(id)]).toEqual([id, undefined]);
    }
    expect((await store.findProgress([sent]))[0]?.sent.size).toBe(2);
    expect((await store.findProgress([told]))[0]?.sent.size).toBe(1);
  });
});

describe('item of a message', () => {
  it('stays under a kilobyte with one recipient, sent and delivered: a write costs a unit per kilobyte', async () => {
    const store = messageTable(database.documents, 'messages', () => noon);
    const key = {
      tenantId: 'clinic-berlin-mitte',
      messageId: '0190f3b2-7a5e-7c3d-9f55-2a51b0a8d9c1',
    };
    const recipients = ['christina.lindqvist-andersson@mail.example.com'];
    const sesMessageId = '0100018f5a2b3c4d-5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9-000000';
    await store.claimPart(
      claimOf(key, { recipients, owner: '0190f3b2-7a5e-7c3d-9f55-2a51b0a8d9c1' }),
    );
    await store.recordSent(key, 0, sesMessageId, noon);
    const event = (kind: FeedbackEvent['kind'], detail: string | undefined) => ({
      ...eventOf(kind, `${kind}aaaaaaaaaaaaaaaaaaaaaaaa`.slice(0, 24)),
      recipients,
      sesMessageId,
      detail,
    });
    await store.recordEvents({
      key,
      events: [
        event('send', undefined),
        event('delivery', '250 2.6.0 Message received and queued for delivery'),
      ],
    });

    const item = await database.documents.get({
      TableName: 'messages',
      Key: { pk: `${key.tenantId}#${key.messageId}` },
    });

    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1024);
    expect(JSON.stringify(item)).not.toMatch(/subject|body/);
  });
});

describe('note of a mail that shows no link', () => {
  it.each([true, false])(
    'goes with the claim, and a claim of a mail with a link takes it away (new: %s)',
    async (isNew) => {
      const asked: Asked[] = [];
      const documents = watchedDocuments(database.documents, asked);
      const table = messageTable(documents, 'messages', () => noon);
      const key = newKey();
      await table.claimPart(claimOf(key, { isNew, lacksLink: true }));
      const requests = asked.length;
      await table.releaseClaim(key, 0);

      const [item = {}] = await table.findItems([key]);
      await table.claimPart(claimOf(key, { owner: 'run-2' }));
      const [later = {}] = await table.findItems([key]);

      expect(requests).toBe(1);
      expect(parseMessageItem(item).noLinkAtMs).toBe(noon);
      expect(parseMessageItem(later).noLinkAtMs).toBeUndefined();
    },
  );
});
