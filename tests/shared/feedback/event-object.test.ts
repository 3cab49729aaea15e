import { describe, expect, it } from '@jest/globals';
import { readEventObject } from '../../../shared/feedback/event-object.ts';
import { feedbackKinds } from '../../../shared/feedback/feedback-event.ts';
import { readMail } from '../../../shared/feedback/mail-object.ts';
import {
  bounceObject,
  click,
  complaintObject,
  deliveryDelay,
  mail,
  open,
  renderingFailure,
  subscription,
} from '../../fixtures/events/build.ts';

const about = readMail(mail());

const detailsOf = (
  kind: Parameters<typeof readEventObject>[0],
  document: Record<string, unknown>,
) => {
  const telling = readEventObject(kind, document, about);
  if ('missing' in telling) throw new Error(telling.missing);
  return telling.details;
};

describe('event-object', () => {
  it.each(['Permanent', 'Transient', 'Undetermined'])(
    'spells the bounce type %s in one way, whatever its case',
    (type) => {
      for (const written of [type, type.toUpperCase(), type.toLowerCase()])
        expect(detailsOf('bounce', { bounce: bounceObject({ bounceType: written }) }).reason).toBe(
          `${type}/General`,
        );
    },
  );

  it.each([
    'General',
    'NoEmail',
    'Suppressed',
    'OnAccountSuppressionList',
    'OnTenantSuppressionList',
    'EmailValidationSuppressed',
    'UnsubscribedRecipient',
    'MailboxFull',
    'MessageTooLarge',
    'ContentRejected',
    'AttachmentRejected',
    'CustomTimeoutExceeded',
    'Undetermined',
  ])('spells the subtype %s in one way, of bounces and complaints', (subtype) => {
    for (const written of [subtype, subtype.toUpperCase(), subtype.toLowerCase()]) {
      expect(detailsOf('bounce', { bounce: bounceObject({ bounceSubType: written }) }).reason).toBe(
        `Permanent/${subtype}`,
      );
      const complaint = complaintObject({
        complaintFeedbackType: null,
        complaintSubType: written,
      });
      expect(detailsOf('complaint', { complaint }).reason).toBe(subtype);
    }
  });

  it.each(['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'])(
    'spells the feedback type %s in one way, and it goes before the subtype',
    (type) => {
      for (const written of [type, type.toUpperCase()]) {
        const complaint = complaintObject({
          complaintFeedbackType: written,
          complaintSubType: 'OnAccountSuppressionList',
        });
        expect(detailsOf('complaint', { complaint }).reason).toBe(type);
      }
    },
  );

  it.each([
    ['Likely', 'bot'],
    ['likely', 'bot'],
    [' LIKELY ', 'bot'],
    ['Unlikely', 'human'],
    ['UNLIKELY', 'human'],
    ['Perhaps', undefined],
    ['', undefined],
    [true, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('takes isBotEvent %j of opens and clicks for %j', (isBotEvent, agent) => {
    expect(detailsOf('open', open({ isBotEvent })).agent).toBe(agent);
    expect(detailsOf('click', click({ isBotEvent })).agent).toBe(agent);
  });

  it.each(feedbackKinds)(
    'a %s is about the mail as a whole, or about those whom it names',
    (kind) => {
      const named = ['bounce', 'complaint', 'delivery', 'deliveryDelay'].includes(kind);
      const object = {
        bounceType: 'Permanent',
        bouncedRecipients: ['eve@example.com'],
        complainedRecipients: ['eve@example.com'],
        recipients: ['eve@example.com'],
        delayedRecipients: ['eve@example.com'],
      };
      const { people, mustName = false } = detailsOf(kind, {
        [kind]: object,
        failure: object,
      });

      expect(people.map((one) => one?.emailAddress)).toEqual([
        named ? 'eve@example.com' : 'ada@example.com',
      ]);
      expect(mustName).toBe(named && kind !== 'complaint');
    },
  );

  it.each([
    ['bounce', 'bounce'],
    ['complaint', 'complaint'],
    ['delivery', 'delivery'],
    ['deliveryDelay', 'deliveryDelay'],
    ['reject', 'reject'],
    ['open', 'open'],
    ['click', 'click'],
    ['renderingFailure', 'failure'],
    ['subscription', 'subscription'],
  ] as const)('says of a %s without its object that %s is missing', (kind, missing) => {
    expect(readEventObject(kind, {}, about)).toEqual({ missing });
  });

  it('says of a bounce without a type that it is missing', () => {
    expect(readEventObject('bounce', { bounce: { bounceType: ' ' } }, about)).toEqual({
      missing: 'bounce.bounceType',
    });
  });

  it('tells events of one kind and time from each other by what else they say', () => {
    expect(detailsOf('bounce', { bounce: bounceObject() }).marks).toEqual(['Permanent/General']);
    expect(detailsOf('complaint', { complaint: complaintObject() }).marks).toEqual(['abuse']);
    expect(detailsOf('deliveryDelay', deliveryDelay()).marks).toEqual([
      'MailboxFull',
      '2026-03-01T23:00:07.250Z',
    ]);
    expect(detailsOf('open', open()).marks).toEqual(['192.0.2.1', 'Mozilla/5.0']);
    expect(detailsOf('click', click()).marks).toEqual([
      '192.0.2.1',
      'Mozilla/5.0',
      'https://clinic.example/a',
    ]);
    expect(detailsOf('renderingFailure', renderingFailure()).marks).toEqual(['Welcome']);
    expect(detailsOf('subscription', subscription()).marks).toEqual([
      'News',
      'UnsubscribeHeader',
      'unsubscribeAll',
    ]);
  });

  it('joins what servers said of several recipients, each once', () => {
    const bouncedRecipients = ['a', 'b', 'a', undefined].map((diagnosticCode, index) => ({
      emailAddress: `${index}@example.com`,
      diagnosticCode,
    }));

    expect(detailsOf('bounce', { bounce: bounceObject({ bouncedRecipients }) }).detail).toBe(
      'a | b',
    );
  });
});
