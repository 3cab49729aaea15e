import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageEvents, toWrites } from '../../../shared/aws/message-events.ts';
import { messageTable } from '../../../shared/aws/message-table.ts';
import { mostParts } from '../../../shared/email/message-parts.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import type { MessageKey } from '../../../shared/ports.ts';
import { createDatabase } from '../../../simulation/models/dynamodb/database.ts';
import { directDocuments } from '../../../simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../../../simulation/pipeline/tables.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';
import { startLocalDynamoDb } from '../../support/local-dynamodb.ts';

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

        expect(toWrites(events).flat()).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [290, 1, 2],
    [286, 1, 1],
    [99, 99, 2],
    [1_000, 99, 20],
    [2_000, 1, 7],
  ])('%d events of %d parts take %d', (length, parts, writes) => {
    const events = Array.from({ length }, (_, index) => eventOf(String(index % parts)));

    expect(toWrites(events)).toHaveLength(writes);
  });
});
