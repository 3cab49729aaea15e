import { describe, expect, it } from '@jest/globals';
import { readSesEvent } from '../../../shared/feedback/read-ses-event.ts';
import {
  bounce,
  bounceObject,
  complaint,
  everyEvent,
  identityMail,
  mail,
  open,
  reject,
  send,
} from '../../fixtures/events/build.ts';

const eventOf = (type: string, document: Record<string, unknown>) => {
  const parsed = readSesEvent(type, document);
  if (parsed.kind !== 'event') throw new Error(JSON.stringify(parsed));
  return parsed.event;
};

/** One of each kind, with every object that an event may have. */
const everything = Object.assign({}, ...everyEvent());

describe('read-ses-event', () => {
  it.each([
    ['Send', 'send'],
    ['Delivery', 'delivery'],
    ['Bounce', 'bounce'],
    ['Complaint', 'complaint'],
    ['Reject', 'reject'],
    ['Open', 'open'],
    ['Click', 'click'],
    ['Rendering Failure', 'renderingFailure'],
    ['RenderingFailure', 'renderingFailure'],
    ['rendering_failure', 'renderingFailure'],
    ['Rendering-Failure', 'renderingFailure'],
    ['DeliveryDelay', 'deliveryDelay'],
    ['Delivery Delay', 'deliveryDelay'],
    ['Subscription', 'subscription'],
    ['BOUNCE', 'bounce'],
    [' Bounce ', 'bounce'],
  ])('takes %j for a %s', (type, kind) => {
    expect(eventOf(type, everything).kind).toBe(kind);
  });

  it.each([
    ['Received', 'inbound mail'],
    ['received', 'inbound mail'],
    ['Receive', 'an event type that SES does not document for sent mail'],
    ['ReceivedMail', 'an event type that SES does not document for sent mail'],
    ['__proto__', 'an event type that SES does not document for sent mail'],
    ['', 'an event type that SES does not document for sent mail'],
  ])('ignores %j: %s', (type, why) => {
    expect(readSesEvent(type, everything)).toEqual({ kind: 'ignored', why });
  });

  it.each([
    ['Send', false],
    ['Delivery', false],
    ['Bounce', true],
    ['Complaint', true],
    ['Reject', false],
    ['Open', false],
    ['Click', false],
    ['Rendering Failure', false],
    ['DeliveryDelay', false],
    ['Subscription', false],
  ])('a %s may lack the id of its mail: %j', (type, may) => {
    const parsed = readSesEvent(type, { ...everything, mail: { destination: ['a@example.com'] } });

    expect(parsed.kind).toBe(may ? 'event' : 'invalid');
    if (parsed.kind === 'invalid')
      expect(parsed.detail).toMatch(/^[a-zA-Z]+: mail\.messageId is missing$/);
  });

  it.each([299, 300, 301])('keeps 300 of %d characters of detail', (length) => {
    const { detail } = eventOf('Open', open({ userAgent: 'x'.repeat(length) }));

    expect(detail?.length).toBe(Math.min(length, 300));
  });

  it.each([99, 100, 101, 5_000])('keeps 100 of %d characters of a reason', (length) => {
    const event = { ...reject(), reject: { reason: 'x'.repeat(length) } };

    expect(eventOf('Reject', event).reason?.length).toBe(Math.min(length, 100));
  });

  it('says how many of those whom a bounce names cannot be read, when that is all of them', () => {
    expect(readSesEvent('Bounce', bounce({ bouncedRecipients: [{}, null] }))).toEqual({
      kind: 'invalid',
      detail: 'bounce: names no recipient that can be read, of 2',
    });
    expect(readSesEvent('Bounce', bounce({ bouncedRecipients: [] }))).toEqual({
      kind: 'invalid',
      detail: 'bounce: names no recipient',
    });
    expect(eventOf('Complaint', complaint({ complainedRecipients: [{}] }))).toMatchObject({
      recipients: [],
      unreadable: 1,
    });
  });

  it('takes the time of the mail for an event that has none, and none where there is neither', () => {
    const at = (further: Record<string, unknown>, mailObject: Record<string, unknown>) =>
      eventOf('Bounce', bounce(further, mailObject)).atMs;

    expect(at({ timestamp: '2026-03-01T09:00:01Z' }, mail())).toBe(Date.UTC(2026, 2, 1, 9, 0, 1));
    expect(at({ timestamp: 'soon' }, mail())).toBe(Date.UTC(2026, 2, 1, 9));
    expect(at({ timestamp: null }, mail({ timestamp: null }))).toBe(0);
  });

  it('tells events without a feedback id from each other by the time of the mail', () => {
    const idOf = (timestamp: string) => eventOf('Send', send(mail({ timestamp }))).eventId;

    expect(idOf('2026-03-01T09:00:01Z')).not.toBe(idOf('2026-03-01T09:00:02Z'));
  });

  it("has the sender's own tags without SES's, and the configuration set of those", () => {
    const tags = {
      'ses:configuration-set': ['news', 'other'],
      'ses:operation': ['x'],
      ses: ['kept'],
      campaign: ['spring'],
    };

    expect(eventOf('Send', send(mail({ tags })))).toMatchObject({
      tags: { ses: 'kept', campaign: 'spring' },
      configurationSet: 'news',
      source: 'hello@clinic.example',
    });
    expect(
      eventOf('Bounce', { bounce: bounceObject(), mail: identityMail({ source: undefined }) }),
    ).toMatchObject({ tags: {}, configurationSet: undefined, source: undefined });
  });
});
