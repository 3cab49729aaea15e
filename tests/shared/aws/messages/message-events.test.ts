import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDatabase } from '../../../../proofs/simulation/models/dynamodb/database.ts';
import { directDocuments } from '../../../../proofs/simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../../../../proofs/simulation/pipeline/tables.ts';
import { messageEvents, toWrites } from '../../../../shared/aws/messages/message-events.ts';
import { messageTable } from '../../../../shared/aws/messages/message-table.ts';
import type { FeedbackEvent } from '../../../../shared/feedback/feedback-event.ts';
import { markOf } from '../../../../shared/messages/fold-events.ts';
import { parseMessageItem } from '../../../../shared/messages/message-item.ts';
import { mostParts } from '../../../../shared/messages/message-parts.ts';
import { describeMessage } from '../../../../shared/messages/message-state.ts';
import type { Claim, MessageKey } from '../../../../shared/messages/ports.ts';
import { feedbackEvent } from '../../../support/feedback-event.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
let count = 0;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

const newKey = (): MessageKey => {
  count += 1;
  return { tenantId: 'clinic', messageId: `m-${count}` };
};

const eventOf = (part: string | undefined, changes: Partial<FeedbackEvent> = {}): FeedbackEvent =>
  feedbackEvent({
    eventId: `send-${part}`,
    atMs: noon,
    sesMessageId: `ses-${part}`,
    tags: part === undefined ? {} : { 'pipeline-part': part },
    ...changes,
  });

const openTable = () => messageTable(database.documents, 'messages', () => noon);

const itemOf = async (key: MessageKey) => (await openTable().findItems([key]))[0] ?? {};

describe('an event of a part', () => {
  it.each(['0', '49', '50', '98'])('settles part %s, and no other', async (part) => {
    const [table, key] = [openTable(), newKey()];

    await table.recordEvents({ key, events: [eventOf(part)] });

    expect((await table.findProgress([key]))[0]?.sent).toEqual(
      new Map([[Number(part), `ses-${part}`]]),
    );
  });

  it.each(['99', '1000', '-1', 'x', '', undefined])(
    'that no message can have (%j) is kept, and settles none',
    async (part) => {
      const [table, key] = [openTable(), newKey()];

      expect(await table.recordEvents({ key, events: [eventOf(part)] })).toHaveLength(1);
      expect((await table.findProgress([key]))[0]?.sent).toEqual(new Map());
      expect(await itemOf(key)).toHaveProperty(`ev_send-${part}`);
    },
  );

  it('lets a mail be found by its id at SES, unless the topic of a tenant tells of it', async () => {
    const table = messageTable(database.documents, 'messages', () => noon, {
      identityFeedback: true,
    });
    const [key, forged] = [newKey(), { ...newKey(), tenantId: 'rogue' }];
    const events = (sesMessageId: string) => [eventOf('0', { sesMessageId })];

    await table.recordEvents({ key: forged, events: events('ses-forged'), isConfined: true });
    await table.recordEvents({ key, events: events('ses-ours') });

    expect(await table.findMessageBySesId('ses-forged')).toBeUndefined();
    expect(await table.findMessageBySesId('ses-ours')).toEqual(key);
  });

  it('tells when SES took the mail if it is a Send event, whichever comes first', async () => {
    const sent = eventOf('0');
    const delivered = eventOf('0', { kind: 'delivery', eventId: 'delivered', atMs: noon + 9_000 });
    for (const events of [
      [sent, delivered],
      [delivered, sent],
    ]) {
      const [apart, together] = [newKey(), newKey()];
      for (const event of events) await openTable().recordEvents({ key: apart, events: [event] });
      await openTable().recordEvents({ key: together, events });

      expect([await itemOf(apart), await itemOf(together)]).toMatchObject([
        { sent0: 'ses-0', sentAt0: noon },
        { sent0: 'ses-0', sentAt0: noon },
      ]);
    }
  });

  it('tells no time of a part whose Send event has none', async () => {
    const key = newKey();

    await openTable().recordEvents({ key, events: [eventOf('0', { atMs: 0 })] });

    expect(await itemOf(key)).toHaveProperty('sent0');
    expect(await itemOf(key)).not.toHaveProperty('sentAt0');
  });
});

describe('the item of a message', () => {
  it('ends 90 days after the last event', async () => {
    const key = newKey();
    await openTable().recordEvents({ key, events: [eventOf('0')] });

    expect((await itemOf(key)).expiresAt).toBe(Math.floor(noon / 1000) + 90 * 86_400);
  });
});

describe('events that are new', () => {
  it.each([true, false])(
    'are known from copies by an engine of which %j: it tells of attributes whose value stays the same',
    async (tellsUnchanged) => {
      const documents = directDocuments(createDatabase(tableShapes, { tellsUnchanged }));
      const { recordEvents } = messageEvents(documents, {
        table: 'messages',
        now: () => noon,
        identityFeedback: false,
      });
      const key = newKey();
      const events = [eventOf('0'), eventOf('1')];

      expect(await recordEvents({ key, events })).toEqual(['send-0', 'send-1']);
      expect(await recordEvents({ key, events })).toEqual([]);
    },
  );
});

describe('the writes that events are cut into', () => {
  it('hold as many events as an expression takes, of any number of parts, and lose none', () => {
    const planned = fc.array(
      fc.record({
        part: fc.option(fc.nat({ max: mostParts + 5 }), { nil: undefined }),
        hasId: fc.boolean(),
      }),
      { maxLength: 900 },
    );
    fc.assert(
      fc.property(planned, (plans) => {
        const events = plans.map(({ part, hasId }, index) =>
          eventOf(part === undefined ? undefined : String(part), {
            eventId: `e${index}`,
            ...(hasId ? {} : { sesMessageId: undefined }),
          }),
        );

        expect(toWrites(events).flatMap((write) => write.map(({ event }) => event))).toEqual(
          events,
        );
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [282, 1, 2],
    [281, 1, 1],
    [99, 99, 2],
    [1_000, 99, 20],
    [2_000, 1, 8],
  ])('%d events of %d parts take %d', (length, parts, writes) => {
    const events = Array.from({ length }, (_, index) => eventOf(String(index % parts)));

    expect(toWrites(events).length).toBe(writes);
  });
});

const flooded = directDocuments(createDatabase(tableShapes));
const floodedTable = () => messageTable(flooded, 'messages', () => noon);
const floodedItem = async (key: MessageKey) => (await floodedTable().findItems([key]))[0] ?? {};

/** As the sender leaves it: 50 recipients of the longest kind. */
const longest = Array.from(
  { length: 50 },
  (_, index) => `${String(index).padStart(64, 'x')}@${'example.'.repeat(23)}org`,
);

const claimOf = (key: MessageKey, recipients: readonly string[]): Claim => ({
  key,
  part: 0,
  owner: 'run-1',
  nowMs: noon,
  leaseUntilMs: noon + 60_000,
  copyMs: noon,
  settleMs: 120_000,
  stream: 'marketing',
  isNew: true,
  recipients,
  suppressed: [],
  unknownCalls: 0,
  isTakenOver: false,
  fingerprint: 'a-mail',
  plan: undefined,
});

const claimed = (key: MessageKey, recipients: readonly string[]) =>
  floodedTable().claimPart(claimOf(key, recipients));

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** An open by a program, as a tracking pixel has it that is asked for again and again. */
const openOf = (number: number, recipients: readonly string[]): FeedbackEvent =>
  eventOf('0', {
    kind: 'open',
    eventId: idOf(`open ${number}`),
    atMs: noon + number,
    recipients,
    agent: 'bot',
    detail: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) '.repeat(6).slice(0, 300),
  });

const bounceOf = (number: number, recipients: readonly string[]): FeedbackEvent =>
  eventOf('0', {
    kind: 'bounce',
    eventId: idOf(`bounce ${number}`),
    atMs: noon + number,
    recipients,
    reason: 'Permanent/General',
    detail: '550 5.1.1 no such user '.repeat(13),
  });

const statusOf = async (key: MessageKey) =>
  describeMessage(parseMessageItem(await floodedItem(key)));

const sizeOf = async (key: MessageKey): Promise<number> =>
  Buffer.byteLength(JSON.stringify(await floodedItem(key)));

describe('parts that SES refused', () => {
  it('take less than 60 KB of an item, however many they are and whatever SES says of them', async () => {
    const [table, key] = [floodedTable(), newKey()];
    await claimed(key, longest);
    const before = await sizeOf(key);
    for (let part = 0; part < 99; part += 1)
      await table.recordOutcome({
        ...{
          key,
          part,
          state: 'failed',
          reasons: ['ä'.repeat(500)],
          remedy: 'Mend it. '.repeat(90),
        },
        ...{ atMs: noon, stream: 'marketing', recipients: [], suppressed: [], settleMs: 120_000 },
        refusedCopyMs: noon,
      });

    expect((await table.findProgress([key]))[0]?.refusals.size).toBe(99);
    expect((await sizeOf(key)) - before).toBeLessThan(60_000);
  });
});

describe('events that somebody outside has repeated', () => {
  it('are counted, and bounces and complaints find room beside thousands of them', async () => {
    const [table, key] = [floodedTable(), newKey()];
    await claimed(key, longest);
    const opens = Array.from({ length: 300 }, (_, number) => openOf(number, longest));
    for (const open of opens) await table.recordEvents({ key, events: [open] });
    await table.recordEvents({
      key,
      events: Array.from({ length: 2_000 }, (_, number) => openOf(1_000 + number, [])),
    });

    for (const [number, address] of longest.entries())
      expect(await table.recordEvents({ key, events: [bounceOf(number, [address])] })).toHaveLength(
        1,
      );
    const complaint = { ...bounceOf(99, longest.slice(0, 1)), kind: 'complaint' as const };
    await table.recordEvents({ key, events: [complaint] });

    const { recipients, engagement, state } = await statusOf(key);
    expect(engagement.opens.bot).toEqual({
      count: 2_300,
      first: new Date(noon).toISOString(),
      last: new Date(noon + 2_999).toISOString(),
    });
    expect(Object.values(recipients)).toEqual([
      'complained',
      ...longest.slice(1).map(() => 'bounced'),
    ]);
    expect(state).toBe('complained');
    expect(await sizeOf(key)).toBeLessThan(150_000);
  });

  it('leave the state of each recipient as it is, whatever is folded: bounces without end, of everybody', async () => {
    const [table, key] = [floodedTable(), newKey()];
    await claimed(key, longest);
    for (let number = 0; number < 60; number += 1)
      await table.recordEvents({
        key,
        events: [bounceOf(number, number === 0 ? longest.slice(0, 49) : longest.slice(0, 40))],
      });

    const { recipients, reasons, timeline } = await statusOf(key);
    expect(Object.values(recipients)).toEqual([...longest.slice(1).map(() => 'bounced'), 'sent']);
    expect(reasons).toEqual(['bounce: Permanent/General']);
    expect(
      timeline.some(({ what, detail }) => what === 'bounce' && detail?.includes('like it')),
    ).toBe(true);
    expect(await sizeOf(key)).toBeLessThan(150_000);
  });

  it('are counted once when a copy comes soon: among the newest of their sort, or the last 64 that were folded', async () => {
    const [table, key] = [floodedTable(), newKey()];
    await claimed(key, ['jane@example.com']);
    const opens = Array.from({ length: 400 }, (_, number) => openOf(number, ['jane@example.com']));
    for (const open of opens) await table.recordEvents({ key, events: [open] });
    const { folded } = parseMessageItem(await floodedItem(key));
    const marks = folded[0]?.marks ?? [];

    const again = opens.filter(
      ({ eventId }, index) => index >= 390 || marks.includes(markOf(eventId)),
    );
    expect(again.length).toBe(74);
    for (const open of again) expect(await table.recordEvents({ key, events: [open] })).toEqual([]);
    expect((await statusOf(key)).engagement.opens.bot?.count).toBe(400);
  });

  it('give the same counts and states in whatever order and batches they come', async () => {
    const events = [
      ...Array.from({ length: 150 }, (_, number) => openOf(number, longest)),
      ...Array.from({ length: 12 }, (_, number) =>
        bounceOf(number, longest.slice(number, number + 3)),
      ),
      { ...openOf(500, longest.slice(0, 2)), agent: 'human' as const },
      { ...openOf(501, longest.slice(0, 2)), agent: undefined },
    ];
    const told = async (some: readonly FeedbackEvent[], size: number) => {
      const [table, key] = [floodedTable(), newKey()];
      await claimed(key, longest);
      for (let from = 0; from < some.length; from += size)
        await table.recordEvents({ key, events: some.slice(from, from + size) });
      const { recipients, engagement, state, reasons } = await statusOf(key);
      return { recipients, engagement, state, reasons };
    };
    const expected = await told(events, 1);

    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.constantFrom(1, 7, 1_000),
        async (shuffled, size) => {
          expect(await told(shuffled, size)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
    expect(expected.engagement.opens).toMatchObject({
      human: { count: 1 },
      bot: { count: 150 },
      unknown: { count: 1 },
    });
  });

  it('are all counted when many recorders write them at once, on DynamoDB', async () => {
    const key = newKey();
    await openTable().claimPart(claimOf(key, longest));
    const recorders = Array.from({ length: 4 }, () => openTable());

    await Promise.all(
      recorders.map(async ({ recordEvents }, recorder) => {
        for (let number = 0; number < 12; number += 1)
          await recordEvents({ key, events: [openOf(recorder * 100 + number, longest)] });
      }),
    );

    const { events, folded, ...item } = parseMessageItem(await itemOf(key));
    expect(folded.length).toBe(1);
    expect(describeMessage({ ...item, events, folded }).engagement.opens.bot?.count).toBe(48);
  });
});

describe('a forged event', () => {
  it('with more addresses than a mail can have keeps those that fit, tells how many it does not, and takes no more room', async () => {
    const [table, key] = [floodedTable(), newKey()];
    const many = Array.from({ length: 2_000 }, (_, index) => `${index}@example.com`);

    await table.recordEvents({ key, events: [bounceOf(0, many)] });

    const [event] = parseMessageItem(await floodedItem(key)).events;
    expect((event?.recipients.length ?? 0) + (event?.unreadable ?? 0)).toBe(2_000);
    expect(event?.recipients.length).toBeGreaterThan(500);
    expect(await sizeOf(key)).toBeLessThan(20_000);
  });
});
