import { describe, expect, it } from '@jest/globals';
import type { MailFacts, Occurrence } from '../../../simulator/events/mail-facts.ts';
import { writeEvent } from '../../../simulator/events/write-event.ts';
import { writeNotification } from '../../../simulator/events/write-notification.ts';
import type { Outcome } from '../../../simulator/sending/outcome.ts';

const acceptedAtMs = Date.UTC(2026, 10, 21, 12, 0, 0, 250);

const facts: MailFacts = {
  messageId: '0100019a0000-1-000000',
  acceptedAtMs,
  source: 'Ann <ann@example.com>',
  sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  sendingAccountId: '000000000000',
  sourceIp: '127.0.0.1',
  callerIdentity: 'ses-simulator',
  operation: 'SendRawEmail',
  destinations: ['b@example.net', 'c@example.net'],
  headers: [
    { name: 'From', value: 'Ann <ann@example.com>' },
    { name: 'To', value: '"B, Bee" <b@example.net>, c@example.net' },
    { name: 'Message-ID', value: '<own@example.com>' },
    { name: 'Subject', value: 'Hello' },
  ],
  configurationSet: 'transactional',
  tenant: undefined,
  tags: [
    { name: 'pipeline-message', value: 'm1' },
    { name: 'messageId', value: 'odd' },
    { name: '__proto__', value: 'odder' },
    { name: 'ses:feedback-id-a', value: 'hidden' },
  ],
};

const at = (outcome: Outcome): Occurrence => ({
  outcome,
  atMs: acceptedAtMs + 500.7,
  feedbackId: 'f-1',
});

const delivery = at({ kind: 'delivery', recipients: ['b@example.net'] });

describe('write-event', () => {
  it('end with a line break in the dialect of configuration sets, and not in that of identities', () => {
    expect(writeEvent(facts, delivery)).toMatch(/\}\n$/);
    expect(writeNotification(facts, delivery, true)).toMatch(/\}$/);
  });

  it('carry mail, headers, common headers and tags as lists', () => {
    expect(JSON.parse(writeEvent(facts, delivery)).mail).toEqual({
      timestamp: '2026-11-21T12:00:00.250Z',
      source: 'Ann <ann@example.com>',
      sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
      sendingAccountId: '000000000000',
      messageId: '0100019a0000-1-000000',
      destination: ['b@example.net', 'c@example.net'],
      headersTruncated: false,
      headers: facts.headers,
      commonHeaders: {
        from: ['Ann <ann@example.com>'],
        to: ['"B, Bee" <b@example.net>', 'c@example.net'],
        messageId: '<own@example.com>',
        subject: 'Hello',
      },
      tags: JSON.parse(
        '{"ses:operation":["SendRawEmail"],"ses:source-ip":["127.0.0.1"],"ses:caller-identity":["ses-simulator"],"ses:configuration-set":["transactional"],"ses:from-domain":["example.com"],"ses:outgoing-ip":["192.0.2.10"],"pipeline-message":["m1"],"messageId":["odd"],"__proto__":["odder"]}',
      ),
    });
  });

  it('tell of a delivery when it was and how long it took', () => {
    expect(JSON.parse(writeEvent(facts, delivery))).toMatchObject({
      eventType: 'Delivery',
      delivery: {
        timestamp: '2026-11-21T12:00:00.750Z',
        processingTimeMillis: 500,
        recipients: ['b@example.net'],
      },
    });
  });

  it('write Rendering Failure with a space, without headers', () => {
    const event = JSON.parse(
      writeEvent(
        facts,
        at({ kind: 'renderingFailure', templateName: 'T', errorMessage: 'missing' }),
      ),
    );

    expect(event).toMatchObject({
      eventType: 'Rendering Failure',
      failure: { templateName: 'T', errorMessage: 'missing' },
    });
    expect(event.mail.headers).toBeUndefined();
  });

  it('bear one feedback id in both dialects', () => {
    const complaint = at({
      kind: 'complaint',
      recipients: ['b@example.net'],
      complaintSubType: null,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    });
    const event = JSON.parse(writeEvent(facts, complaint));
    const notification = JSON.parse(writeNotification(facts, complaint, false) ?? '');

    expect(event.complaint).toEqual({
      feedbackId: 'f-1',
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: 'b@example.net' }],
      timestamp: '2026-11-21T12:00:00.750Z',
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: '2026-11-21T12:00:00.750Z',
    });
    expect(notification.complaint).toEqual(event.complaint);
  });

  it('have no tags in the dialect of identities, caller and address of the sender instead, and headers only on demand', () => {
    const bare = JSON.parse(writeNotification(facts, delivery, false) ?? '');
    const full = JSON.parse(writeNotification(facts, delivery, true) ?? '');

    expect(bare.notificationType).toBe('Delivery');
    expect(bare.mail.tags).toBeUndefined();
    expect(bare.mail).toMatchObject({ sourceIp: '127.0.0.1', callerIdentity: 'ses-simulator' });
    expect(bare.mail.headers).toBeUndefined();
    expect(bare.delivery.remoteMtaIp).toBeDefined();
    expect(full.mail.headers).toEqual(facts.headers);
  });

  it('reach identities only as bounce, complaint and delivery', () => {
    expect(writeNotification(facts, at({ kind: 'send' }), true)).toBeUndefined();
    expect(
      writeNotification(facts, at({ kind: 'reject', reason: 'Bad content' }), true),
    ).toBeUndefined();
  });

  it('cut headers off at 10 KB and say so', () => {
    const headers = [
      ...facts.headers,
      { name: 'X-Long', value: 'x'.repeat(10_240) },
      { name: 'X-Last', value: 'y' },
    ];
    const { mail } = JSON.parse(writeEvent({ ...facts, headers }, delivery));

    expect(mail.headersTruncated).toBe(true);
    expect(mail.headers).toEqual(facts.headers);
  });
});
