import { describe, expect, it } from '@jest/globals';
import type { MailFacts } from '../../../simulator/events/mail-facts.ts';
import { createMailRecord } from '../../../simulator/sending/mail-record.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const facts = (messageId: string, changes: Partial<MailFacts> = {}): MailFacts => ({
  messageId,
  acceptedAtMs: noon,
  source: 'a@example.com',
  sourceArn: undefined,
  sendingAccountId: '000000000000',
  sourceIp: '127.0.0.1',
  callerIdentity: 'x',
  operation: 'SendEmail',
  destinations: ['b@example.com'],
  headers: [],
  configurationSet: undefined,
  tenant: undefined,
  tags: [],
  ...changes,
});

const newRecord = (keep = 100) =>
  createMailRecord(keep, { message: 'pipeline-message', tenant: 'pipeline-tenant' });

const tagged = (message: string, tenant: string) => [
  { name: 'pipeline-message', value: message },
  { name: 'pipeline-tenant', value: tenant },
];

describe('mail record', () => {
  it('keeps the newest messages and counts all', () => {
    const record = newRecord(2);
    for (const id of ['1', '2', '3'])
      record.accept(facts(id, { destinations: ['a@x.y', 'b@x.y'] }), Buffer.from('x'));

    expect([...record.messages()].map((message) => message.facts.messageId)).toEqual(['2', '3']);
    expect(record.statistics()).toMatchObject({
      acceptedCalls: 3,
      acceptedRecipients: 6,
      firstAcceptedMs: noon,
      lastAcceptedMs: noon,
    });
    expect(record.accepted()).toEqual([
      [noon, 2],
      [noon, 2],
      [noon, 2],
    ]);
  });

  it('counts copies per tenant, message and destination, and tells of those above one', () => {
    const record = newRecord(1);
    const once = facts('1', {
      tags: tagged('m', 't'),
      destinations: ['b@example.com', 'c@example.com'],
    });
    record.accept(once, Buffer.alloc(0));
    record.accept({ ...once, messageId: '2', destinations: ['B@example.com'] }, Buffer.alloc(0));
    record.accept({ ...once, messageId: '3', tags: tagged('m', 'other') }, Buffer.alloc(0));
    record.accept(facts('4'), Buffer.alloc(0));
    record.accept(facts('5'), Buffer.alloc(0));

    expect(record.repeated()).toEqual([
      { tenant: 't', message: 'm', destination: 'b@example.com', copies: 2 },
    ]);
  });

  it('puts acceptances and throttles into tenths of a second', () => {
    const record = newRecord();
    record.accept(facts('1', { acceptedAtMs: noon + 99 }), Buffer.alloc(0));
    record.accept(facts('2', { acceptedAtMs: noon + 100 }), Buffer.alloc(0));
    record.refuse('Throttling', true, false, 3, noon + 150);
    record.refuse('Throttling', false, true, 3, noon + 150);

    expect(record.statistics()).toMatchObject({
      throttled: 1,
      quotaRefused: 1,
      refusedByCode: { Throttling: 2 },
      per100ms: [
        { t: noon, accepted: 1, throttled: 0 },
        { t: noon + 100, accepted: 1, throttled: 3 },
      ],
    });
  });

  it('gathers the numbers of GetSendStatistics by quarters of an hour', () => {
    const record = newRecord();
    const event = {
      recipients: ['b@example.com'],
      detail: undefined,
      atMs: noon,
      copies: 0,
      published: 0,
      isDropped: false,
    };
    record.accept(facts('1'), Buffer.alloc(0));
    record.addEvent('1', { ...event, type: 'bounce' });
    record.addEvent('1', { ...event, type: 'complaint', atMs: noon + 900_000 });

    expect(record.dataPoints()).toEqual([
      { timestampMs: noon, deliveryAttempts: 1, bounces: 1, complaints: 0, rejects: 0 },
      { timestampMs: noon + 900_000, deliveryAttempts: 0, bounces: 0, complaints: 1, rejects: 0 },
    ]);
  });

  it('forgets everything when it is cleared', () => {
    const record = newRecord();
    record.accept(facts('1', { tags: tagged('m', 't') }), Buffer.alloc(0));
    record.accept(facts('2', { tags: tagged('m', 't') }), Buffer.alloc(0));
    record.clear();

    expect(record.statistics()).toMatchObject({
      acceptedCalls: 0,
      firstAcceptedMs: null,
      per100ms: [],
    });
    expect([record.kept(), record.accepted(), record.repeated()]).toEqual([0, [], []]);
  });
});
