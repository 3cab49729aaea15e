import { describe, expect, it } from '@jest/globals';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { parseEvents } from '../../../shared/feedback/parse-event.ts';
import {
  bounce,
  bounceObject,
  click,
  complaint,
  complaintObject,
  delivery,
  deliveryDelay,
  everyEvent,
  happenedAtMs,
  identityMail,
  mail,
  mailedAt,
  open,
  reject,
  renderingFailure,
  send,
  sesMessageId,
  snsNotification,
  subscription,
} from '../../fixtures/events/build.ts';

const only = (content: unknown) => {
  const found = parseEvents(content);
  expect(found).toHaveLength(1);
  return found[0];
};

const eventOf = (content: unknown): FeedbackEvent => {
  const found = only(content);
  if (found?.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(found)}`);
  return found.event;
};

const named = (...addresses: readonly unknown[]) =>
  addresses.map((emailAddress) => ({ emailAddress }));

describe('parse event', () => {
  it('tells all of a bounce', () => {
    expect(eventOf(bounce())).toEqual({
      kind: 'bounce',
      eventId: expect.any(String),
      atMs: happenedAtMs,
      recipients: ['ada@example.com'],
      reason: 'Permanent/General',
      sesMessageId,
      unreadable: 0,
      tags: { 'pipeline-message': 'order-1', 'pipeline-tenant': 'clinic' },
      source: 'hello@clinic.example',
      from: ['hello@clinic.example'],
      identity: undefined,
      configurationSet: 'transactional',
      account: '111122223333',
      detail: 'smtp; 550 5.1.1 user unknown',
    });
  });

  it.each([7, '', 'production', '1111-2222-3333', '111122223333x', null])(
    'an account that is called %j is none',
    (sendingAccountId) => {
      expect(eventOf(send({ ...mail(), sendingAccountId })).account).toBeUndefined();
    },
  );

  it.each([
    ['send', send(), undefined, undefined],
    ['delivery', delivery(), undefined, '250 ok'],
    ['complaint', complaint(), 'abuse', undefined],
    ['reject', reject(), 'Bad content', undefined],
    ['open', open(), undefined, 'Mozilla/5.0'],
    ['click', click(), undefined, 'https://clinic.example/a'],
    [
      'renderingFailure',
      renderingFailure(),
      undefined,
      "Welcome: Attribute 'name' is not present in the rendering data.",
    ],
    ['deliveryDelay', deliveryDelay(), 'MailboxFull', 'smtp; 452 mailbox full'],
    ['subscription', subscription(), 'unsubscribeAll', 'News by UnsubscribeHeader'],
  ])('understands a %s', (kind, content, reason, detail) => {
    expect(eventOf(content)).toMatchObject({
      kind,
      reason,
      detail,
      recipients: ['ada@example.com'],
      sesMessageId,
    });
  });

  it('knows the type of a bounce with blanks around it', () => {
    expect(eventOf(bounce({ bounceType: ' Permanent ', bounceSubType: ' General' })).reason).toBe(
      'Permanent/General',
    );
  });

  it.each(['', '  '])('refuses a bounce whose type is "%s"', (blank) => {
    expect(only(bounce({ bounceType: blank }))).toEqual({
      kind: 'invalid',
      detail: 'bounce: bounce.bounceType is missing',
    });
  });

  it.each(['', '  '])('refuses an event whose own type is "%s": it has lost it', (eventType) => {
    expect(only({ ...bounce(), eventType })).toEqual({
      kind: 'invalid',
      detail: 'the event type is missing',
    });
  });

  it('a change of topics is no unsubscribe from all', () => {
    expect(eventOf(subscription(false)).reason).toBeUndefined();
  });

  it.each(['Rendering Failure', 'RenderingFailure', 'renderingFailure', 'RENDERING FAILURE'])(
    '"%s" is a rendering failure',
    (eventType) => {
      expect(eventOf({ ...renderingFailure(), eventType }).kind).toBe('renderingFailure');
    },
  );

  it('a rendering failure may be told under its own name instead of "failure"', () => {
    const { failure, ...rest } = renderingFailure();

    expect(eventOf({ ...rest, renderingFailure: failure }).detail).toContain('Welcome');
  });

  it('the identity dialect has no tags', () => {
    const event = eventOf({
      notificationType: 'Bounce',
      bounce: bounceObject(),
      mail: identityMail(),
    });

    expect(event).toMatchObject({
      kind: 'bounce',
      tags: {},
      configurationSet: undefined,
      sesMessageId,
    });
  });

  describe('recipients', () => {
    it('are those who bounced, not those to whom the mail went', () => {
      const event = eventOf(
        bounce(
          { bouncedRecipients: named('bob@example.com') },
          mail({ destination: ['ada@example.com', 'bob@example.com'] }),
        ),
      );

      expect(event.recipients).toEqual(['bob@example.com']);
    });

    it('are canonical and without repeats', () => {
      const event = eventOf(
        bounce({
          bouncedRecipients: named(
            'Zoë <ZOE@Exämple.org>',
            'zoe@xn--exmple-cua.org',
            ' Bob@Example.com ',
          ),
        }),
      );

      expect(event.recipients).toEqual(['zoe@xn--exmple-cua.org', 'bob@example.com']);
    });

    it.each([
      ['an empty list', []],
      ['no list', undefined],
      ['null', null],
      ['a text', 'ada@example.com'],
      ['entries without address', [{}, { emailAddress: null }, { emailAddress: '' }, null, 7]],
      ['entries that are no addresses', named('ada', 'undisclosed-recipients:;')],
    ])('a bounce that names its recipients by %s is invalid', (_, bouncedRecipients) => {
      expect(only(bounce({ bouncedRecipients }))).toEqual({
        kind: 'invalid',
        detail: expect.stringMatching(/^bounce: names no recipient/),
      });
    });

    it('those that can be read count when others cannot', () => {
      expect(
        eventOf(bounce({ bouncedRecipients: [{}, ...named('nonsense', 'bob@example.com')] }))
          .recipients,
      ).toEqual(['bob@example.com']);
    });

    it.each([[[]], [undefined], [null], ['nobody']])(
      'a complaint with %j for recipients is a complaint about nobody',
      (complainedRecipients) => {
        expect(
          eventOf(complaint({ complainedRecipients }, mail({ destination: undefined }))),
        ).toMatchObject({
          kind: 'complaint',
          recipients: [],
        });
      },
    );

    it('a delivery or a delay that names nobody is invalid', () => {
      expect(only(delivery({ recipients: [] }))?.kind).toBe('invalid');
      expect(only(deliveryDelay({ delayedRecipients: [] }))?.kind).toBe('invalid');
    });
  });

  describe('reasons', () => {
    it.each([
      [{ bounceType: 'Transient', bounceSubType: 'MailboxFull' }, 'Transient/MailboxFull'],
      [
        { bounceType: 'PERMANENT', bounceSubType: 'onaccountsuppressionlist' },
        'Permanent/OnAccountSuppressionList',
      ],
      [
        { bounceType: 'Permanent', bounceSubType: 'InventedNextYear' },
        'Permanent/InventedNextYear',
      ],
      [{ bounceType: 'Provisional', bounceSubType: 'General' }, 'Provisional/General'],
      [{ bounceType: 'Permanent', bounceSubType: null }, 'Permanent'],
    ])('a bounce of %j has the reason %s', (types, reason) => {
      expect(eventOf(bounce(types)).reason).toBe(reason);
    });

    it.each([
      [{ complaintFeedbackType: 'Not-Spam' }, 'not-spam'],
      [{ complaintFeedbackType: undefined }, undefined],
      [
        { complaintFeedbackType: undefined, complaintSubType: 'OnAccountSuppressionList' },
        'OnAccountSuppressionList',
      ],
      [{ complaintFeedbackType: 'invented' }, 'invented'],
    ])('a complaint of %j has the reason %s', (types, reason) => {
      expect(eventOf(complaint(types)).reason).toBe(reason);
    });

    it.each([undefined, null, '', 4])('a bounce of type %j is invalid', (bounceType) => {
      expect(only(bounce({ bounceType }))).toEqual({
        kind: 'invalid',
        detail: 'bounce: bounce.bounceType is missing',
      });
    });
  });

  describe('without a mail object', () => {
    it.each([
      ['bounce', { eventType: 'Bounce', bounce: bounceObject() }],
      ['bounce', { notificationType: 'Bounce', bounce: bounceObject(), mail: null }],
      ['complaint', { notificationType: 'Complaint', complaint: complaintObject() }],
      ['complaint', { eventType: 'Complaint', complaint: complaintObject(), mail: 'gone' }],
    ])('a %s is understood', (kind, content) => {
      expect(eventOf(content)).toMatchObject({
        kind,
        recipients: ['ada@example.com'],
        sesMessageId: undefined,
        tags: {},
        atMs: happenedAtMs,
      });
    });

    it.each(
      everyEvent().filter(({ eventType }) => eventType !== 'Bounce' && eventType !== 'Complaint'),
    )('$eventType is invalid', ({ mail: _, ...rest }) => {
      expect(only(rest)?.kind).toBe('invalid');
    });
  });

  it.each(everyEvent().map((event) => [event.eventType, event] as const))(
    'a %s with further fields is read as without them',
    (_, event) => {
      const further = {
        new: { deep: [1] },
        headersTruncated: 'false',
        mail: { ...mail(), headersTruncated: 'true', headers: null, callerIdentity: 7 },
      };

      expect(eventOf({ ...further, ...event, mail: further.mail })).toEqual(eventOf(event));
    },
  );

  it.each(everyEvent().filter(({ eventType }) => eventType !== 'Send'))(
    'a $eventType without the object named after it is invalid',
    (event) => {
      expect(only({ eventType: event.eventType, mail: mail() })?.kind).toBe('invalid');
    },
  );

  it.each([
    [
      'the odd form that SES documents',
      { timestamp: '2018-10-08T14:05:45 +0000' },
      Date.parse('2018-10-08T14:05:45Z'),
    ],
    ['no time', { timestamp: undefined }, Date.parse(mailedAt)],
    ['nonsense', { timestamp: 'soon' }, Date.parse(mailedAt)],
  ])('of an event with %s the time is known', (_, further, atMs) => {
    expect(eventOf(bounce(further)).atMs).toBe(atMs);
  });

  it.each([
    ['inbound mail', { notificationType: 'Received', mail: mail(), receipt: {}, content: 'x' }],
    ['a type that SES may add', { eventType: 'Forwarded', mail: mail(), forward: {} }],
    [
      "SNS's greeting for identities",
      {
        notificationType: 'AmazonSnsSubscriptionSucceeded',
        message: 'You have successfully subscribed.',
      },
    ],
    ['a type that is a name of every object', { eventType: 'constructor', mail: mail() }],
  ])('ignores %s', (_, content) => {
    expect(only(content)?.kind).toBe('ignored');
    expect(only(snsNotification(content))?.kind).toBe('ignored');
  });

  it('a tag named __proto__ changes no object', () => {
    const text = JSON.stringify(bounce()).replace(
      '"ses:operation"',
      '"__proto__":["polluted"],"constructor":["x"],"ses:operation"',
    );

    const event = eventOf(text);

    expect(event.tags['pipeline-message']).toBe('order-1');
    expect(Object.getPrototypeOf(event.tags)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('a tag may be a text instead of a list, and other values are left out', () => {
    const tags = {
      a: 'text',
      b: ['first', 'second'],
      c: [],
      d: 7,
      e: [null],
      'ses:configuration-set': 'news',
    };

    expect(eventOf(send(mail({ tags })))).toMatchObject({
      tags: { a: 'text', b: 'first' },
      configurationSet: 'news',
    });
  });

  it("keeps three hundred characters of a server's words", () => {
    const recipients = [{ emailAddress: 'ada@example.com', diagnosticCode: 'x'.repeat(10_000) }];

    expect(eventOf(bounce({ bouncedRecipients: recipients })).detail).toHaveLength(300);
  });

  it('says what is wrong without an address', () => {
    for (const event of everyEvent()) {
      const found = only({
        ...event,
        mail: { destination: ['ada@example.com'] },
        [String(event.eventType).toLowerCase()]: 'ada@example.com',
      });
      expect(JSON.stringify(found?.kind === 'invalid' ? found : '')).not.toContain('ada');
    }
  });
});
