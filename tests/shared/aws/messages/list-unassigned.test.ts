import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listUnassigned } from '../../../../shared/aws/messages/list-unassigned.ts';
import { messageTable } from '../../../../shared/aws/messages/message-table.ts';
import type { FeedbackEvent } from '../../../../shared/feedback/feedback-event.ts';
import type { ForeignMail } from '../../../../shared/feedback/foreign-mail.ts';
import { readStatus } from '../../../../shared/messages/read-status.ts';
import type { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { collect } from '../../../support/collect.ts';
import { feedbackEvent } from '../../../support/feedback-event.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const event = (changes: Partial<FeedbackEvent> = {}) =>
  feedbackEvent({ kind: 'bounce', reason: 'Permanent/General', atMs: noon, ...changes });
const foreign: ForeignMail = { senderDomain: 'tool.example', disputedBy: [] };

describe('list-unassigned', () => {
  let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
  beforeAll(async () => {
    database = await startLocalDynamoDb();
  });
  afterAll(() => database.stop());

  const rows = () => ({ documents: database.documents, table: 'messages' });
  const tableAt = (nowMs: number) =>
    messageTable(database.documents, 'messages', () => nowMs, { identityFeedback: true });
  const unassigned = (messageId: string) => ({ tenantId: 'unassigned', messageId });

  it('lists foreign mail of nobody, newest first, each once however many events come', async () => {
    for (const minute of [0, 2, 1])
      await tableAt(noon + minute * 60_000).recordEvents({
        key: unassigned(`ses:${minute}`),
        events: [event()],
        foreign: { ...foreign, disputedBy: minute === 1 ? ['acme', 'shop'] : [] },
      });
    await tableAt(noon + 3_600_000).recordEvents({
      key: unassigned('ses:0'),
      events: [event({ kind: 'complaint', eventId: 'b'.repeat(24) })],
      foreign: { senderDomain: 'other.example', disputedBy: [] },
    });
    const own = { events: [event()], foreign };
    await tableAt(noon).recordEvents({ key: { tenantId: 'acme', messageId: 'ses:9' }, ...own });
    await tableAt(noon).recordEvents({
      key: { tenantId: 'acme', messageId: 'm' },
      events: [event()],
    });

    const told: UnreadableItem[] = [];
    expect(await collect(listUnassigned(rows())((item) => told.push(item)))).toEqual(
      [2, 1, 0].map((minute) => ({
        messageId: `ses:${minute}`,
        firstSeenAtMs: noon + minute * 60_000,
        senderDomain: 'tool.example',
        disputedBy: minute === 1 ? ['acme', 'shop'] : [],
      })),
    );
    expect(told).toEqual([]);
  });

  it('goes on after a place, also when the mail there is gone', async () => {
    const list = listUnassigned(rows());
    const [first, second, ...others] = await collect(list(() => undefined));
    if (first === undefined || second === undefined) throw new Error('too few');

    expect(await collect(list(() => undefined, first))).toEqual([second, ...others]);
    await database.documents.delete({
      TableName: 'messages',
      Key: { pk: `unassigned#${second.messageId}` },
    });
    expect(await collect(list(() => undefined, second))).toEqual(others);
  });

  it('keeps the timeline and the time to live of foreign mail, and settles no send with it', async () => {
    const key = { tenantId: 'acme', messageId: 'ses:timeline' };
    const table = tableAt(noon);
    const tags = { 'pipeline-part': '0' };
    const events = [event({ tags }), event({ kind: 'send', eventId: 'c'.repeat(24), tags })];

    expect(await table.recordEvents({ key, events, foreign })).toHaveLength(2);
    expect(await table.recordEvents({ key, events, foreign })).toEqual([]);

    const [item = {}] = await table.findItems([key]);
    expect(item).toMatchObject({
      ...{ senderDomain: 'tool.example', firstSeenAt: noon },
      expiresAt: noon / 1000 + 90 * 86_400,
    });
    expect(
      Object.keys(item).filter((name) => /^(?:sent|listedIn|sesMessageId)/.test(name)),
    ).toEqual([]);
    expect(readStatus(item)).toMatchObject({ state: 'bounced', ...key });
    expect(await table.findMessageBySesId('ses-0')).toBeUndefined();
  });

  it('takes as many events of foreign mail in a write as DynamoDB allows', async () => {
    const key = unassigned('ses:many');
    const events = Array.from({ length: 700 }, (_, index) =>
      event({
        kind: 'open',
        eventId: index.toString(16).padStart(6, '0').repeat(4),
        recipients: [],
      }),
    );

    const fresh = await tableAt(noon).recordEvents({
      key,
      events,
      foreign: { ...foreign, disputedBy: ['acme', 'shop'] },
    });
    expect(fresh).toHaveLength(700);
  });

  it('tells of an item that cannot be read, and lists the others', async () => {
    await database.documents.put({
      TableName: 'messages',
      Item: {
        ...{ pk: 'unassigned#ses:bad', listedIn: 'unassigned', firstSeenAt: 1 },
        disputedBy: 7,
      },
    });

    const told: UnreadableItem[] = [];
    const listed = await collect(listUnassigned(rows())((item) => told.push(item)));

    expect(listed.map(({ messageId }) => messageId)).not.toContain('ses:bad');
    expect(listed.length).toBeGreaterThan(0);
    expect(told.map(({ attributes }) => attributes)).toEqual([['disputedBy']]);
  });
});
