import { eventIdOf } from './event-id.ts';
import { readEventObject } from './event-object.ts';
import { parseEventTime } from './event-time.ts';
import type { FeedbackEvent, FeedbackKind } from './feedback-event.ts';
import { type Mail, readMail, recipientsOf, senderOf } from './mail-object.ts';

/** Result of reading one document that may be an event of SES. */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: FeedbackEvent }
  /** A valid document that is no event about sent mail. */
  | { readonly kind: 'ignored'; readonly why: string }
  /**
   * A document that claims to be an event of SES and cannot be understood. `detail` holds no
   * address.
   */
  | { readonly kind: 'invalid'; readonly detail: string };

/**
 * Kinds by SES's name of the type, in lower case and without spaces: "Rendering Failure" in SNS is
 * "RenderingFailure" at other destinations.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const kindsByType: ReadonlyMap<string, FeedbackKind> = new Map([
  ['send', 'send'],
  ['delivery', 'delivery'],
  ['bounce', 'bounce'],
  ['complaint', 'complaint'],
  ['reject', 'reject'],
  ['open', 'open'],
  ['click', 'click'],
  ['renderingfailure', 'renderingFailure'],
  ['deliverydelay', 'deliveryDelay'],
  ['subscription', 'subscription'],
]);

/**
 * Longest `detail`, in characters. Some servers write kilobytes, and an item of the messages table
 * should stay below one.
 */
const longestDetail = 300;
/**
 * Longest `reason`, in characters. Mailbox providers choose feedback types; SES's own names are far
 * shorter.
 */
const longestReason = 100;

const accountForm = /^\d{12}$/;

/**
 * Reads one event of SES, in either dialect (`eventType` of event publishing, `notificationType` of
 * identity notifications).
 *
 * Fields, subtypes and tags that SES may add are accepted. Required is what the event is for: the
 * recipients of a bounce, delivery or delay, and the message id of the other kinds.
 *
 * @param type - SES's name of the event
 * @param document - the object that holds `mail` and the object named after the event
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const readSesEvent = (
  type: string,
  document: Readonly<Record<string, unknown>>,
): ParsedEvent => {
  const kind = kindsByType.get(type.toLowerCase().replace(/[\s_-]/g, ''));
  if (kind !== undefined) return understand(kind, document);
  return {
    kind: 'ignored',
    why: /^received$/i.test(type)
      ? 'inbound mail'
      : 'an event type that SES does not document for sent mail',
  };
};

const firstTexts = (tags: Mail['tags']): readonly (readonly [string, string])[] =>
  Object.entries(tags).flatMap(([name, value]) => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? [[name, first] as const] : [];
  });

const invalid = (detail: string): ParsedEvent => ({ kind: 'invalid', detail });

/**
 * Whether an event needs its mail object. A bounce or complaint does not: its recipients suffice to
 * suppress.
 */
const needsMail = (kind: FeedbackKind): boolean => kind !== 'bounce' && kind !== 'complaint';

const understand = (
  kind: FeedbackKind,
  document: Readonly<Record<string, unknown>>,
): ParsedEvent => {
  const mail = readMail(document.mail);
  const reading = readEventObject(kind, document, mail);
  if ('missing' in reading) return invalid(`${kind}: ${reading.missing} is missing`);
  if (needsMail(kind) && mail.messageId === undefined)
    return invalid(`${kind}: mail.messageId is missing`);

  const { details } = reading;
  const { recipients, unreadable } = recipientsOf(details.people);
  if (details.mustName && recipients.length === 0)
    return invalid(
      unreadable === 0
        ? `${kind}: names no recipient`
        : `${kind}: names no recipient that can be read, of ${unreadable}`,
    );

  const tags = firstTexts(mail.tags);
  const time = details.time ?? mail.timestamp;
  const identity = {
    kind,
    recipients,
    time,
    feedbackId: details.feedbackId,
    sesMessageId: mail.messageId,
    marks: details.marks ?? [],
  };
  return {
    kind: 'event',
    event: {
      kind,
      eventId: eventIdOf(identity),
      atMs: parseEventTime(details.time) ?? parseEventTime(mail.timestamp) ?? 0,
      recipients,
      unreadable,
      agent: details.agent,
      reason: details.reason?.slice(0, longestReason),
      sesMessageId: mail.messageId,
      // `fromEntries` defines own properties, so a tag named `__proto__` cannot reach the
      // prototype.
      tags: Object.fromEntries(tags.filter(([name]) => !name.startsWith('ses:'))),
      ...senderOf(mail),
      configurationSet: tags.find(([name]) => name === 'ses:configuration-set')?.[1],
      account: accountForm.exec(mail.sendingAccountId ?? '')?.[0],
      detail: details.detail?.slice(0, longestDetail),
    },
  };
};
