import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventIdentity, eventIdOf } from '../../../shared/feedback/event-id.ts';
import { feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import { parseEvents } from '../../../shared/feedback/parse-event.ts';
import {
  bounce,
  bounceObject,
  click,
  complaint,
  complaintObject,
  delivery,
  deliveryDelay,
  deliveryObject,
  eventBridge,
  everyEvent,
  happenedAt,
  httpRequest,
  identityMail,
  lambdaSns,
  lambdaSqs,
  mail,
  open,
  send,
  snsNotification,
} from '../../fixtures/events/build.ts';

const idOf = (content: unknown): string => {
  const [found] = parseEvents(content);
  if (found?.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(found)}`);
  return found.event.eventId;
};

const identityCopies = {
  bounce: {
    notificationType: 'Bounce',
    bounce: { ...bounceObject(), remoteMtaIp: '192.0.2.9' },
    mail: identityMail(),
  },
  complaint: { notificationType: 'Complaint', complaint: complaintObject(), mail: identityMail() },
  delivery: {
    notificationType: 'Delivery',
    delivery: { ...deliveryObject(), remoteMtaIp: '192.0.2.9' },
    mail: identityMail(),
  },
};

describe('event id', () => {
  it('is 24 hexadecimal digits', () => {
    expect(idOf(bounce())).toMatch(/^[0-9a-f]{24}$/);
  });

  it.each(everyEvent().map((event) => [event.eventType, event] as const))(
    'a %s has the same id in every envelope',
    (_, event) => {
      const envelopes = [
        snsNotification(event, 'one'),
        snsNotification(event, 'another'),
        lambdaSns(event),
        lambdaSqs(event),
        lambdaSqs(snsNotification(event)),
        eventBridge(event),
        lambdaSqs(eventBridge(event)),
        httpRequest(event),
      ];

      for (const envelope of envelopes) expect(idOf(envelope)).toBe(idOf(event));
    },
  );

  it.each([
    ['bounce', bounce(), identityCopies.bounce],
    ['complaint', complaint(), identityCopies.complaint],
    ['delivery', delivery(), identityCopies.delivery],
  ])(
    "the identity's copy of a %s has the id of the configuration set's copy",
    (_, ofConfigurationSet, ofIdentity) => {
      expect(idOf(ofIdentity)).toBe(idOf(ofConfigurationSet));
    },
  );

  it('copies of a bounce without a feedback id have the same id', () => {
    const copy = {
      notificationType: 'Bounce',
      bounce: bounceObject({ feedbackId: undefined }),
      mail: identityMail(),
    };

    expect(idOf(copy)).toBe(idOf(bounce({ feedbackId: undefined })));
  });

  it('a bounce has the same id with and without its mail object', () => {
    expect(idOf({ eventType: 'Bounce', bounce: bounceObject() })).toBe(idOf(bounce()));
  });

  it('the spelling of an address, their order and the form of the time make no difference', () => {
    const one = delivery({
      recipients: ['ada@example.com', 'bob@example.com'],
      timestamp: '2026-03-01T09:00:07.250Z',
    });
    const other = delivery({
      recipients: ['Bob@Example.com', 'ADA@example.com', 'bob@example.com'],
      timestamp: '2026-03-01T10:00:07.250 +0100',
    });

    expect(idOf(other)).toBe(idOf(one));
  });

  it('the ten kinds of one mail have ten ids, also where SES gives them the same feedback id', () => {
    expect(new Set(everyEvent().map(idOf)).size).toBe(10);
  });

  it.each([
    ['bounces with other feedback ids', bounce(), bounce({ feedbackId: 'another' })],
    [
      'parts of one bounce',
      bounce(),
      bounce({ bouncedRecipients: [{ emailAddress: 'bob@example.com' }] }),
    ],
    [
      'complaints at other times without feedback id',
      complaint({ feedbackId: '' }),
      complaint({ feedbackId: '', timestamp: '2026-03-01T09:00:07.251Z' }),
    ],
    ['deliveries of two mails', delivery(), delivery({}, mail({ messageId: 'another' }))],
    ['deliveries to two people', delivery(), delivery({ recipients: ['bob@example.com'] })],
    ['sends of two mails', send(), send(mail({ messageId: 'another' }))],
    ['delays at two times', deliveryDelay(), deliveryDelay({ timestamp: '2026-03-01T09:30:00Z' })],
    ['opens from two places', open(), open({ ipAddress: '192.0.2.2' })],
    ['opens at two times', open(), open({ timestamp: '2026-03-01T09:30:00Z' })],
    ['clicks on two links at once', click(), click({ link: 'https://clinic.example/b' })],
    ['clicks and opens at once', click(), open()],
  ])('two %s have different ids', (_, one, other) => {
    expect(idOf(other)).not.toBe(idOf(one));
  });

  const identity: fc.Arbitrary<EventIdentity> = fc.record({
    kind: fc.constantFrom(...feedbackKinds),
    feedbackId: fc.option(fc.constantFrom('a', 'b', '["a"'), { nil: undefined }),
    sesMessageId: fc.option(fc.constantFrom('a', 'b', 'a","b'), { nil: undefined }),
    recipients: fc.uniqueArray(fc.constantFrom('a', 'b', 'a,b'), { maxLength: 3 }),
    time: fc.option(fc.constantFrom(happenedAt, 'b', ''), { nil: undefined }),
    marks: fc.array(fc.option(fc.constantFrom('a', 'b'), { nil: undefined }), { maxLength: 2 }),
  });
  const told = ({ kind, feedbackId, sesMessageId, recipients, time, marks }: EventIdentity) =>
    JSON.stringify([
      kind,
      recipients.toSorted(),
      feedbackId === undefined ? { sesMessageId, time, marks } : feedbackId,
    ]);

  it('is equal exactly when what SES says is equal', () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        expect(eventIdOf(one) === eventIdOf(other)).toBe(told(one) === told(other));
      }),
      { numRuns: 2_000 },
    );
  });
});
