import * as z from 'zod/mini';
import type { Agent, FeedbackKind } from './feedback-event.ts';
import { type Mail, optionalText, type People, people } from './mail-object.ts';

const bounceTypes = ['Permanent', 'Transient', 'Undetermined'];
const subtypes = [
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
];
/** RFC 5965 section 7.3 and RFC 6430; case-insensitive. */
const feedbackTypes = ['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'];

/** Content of the object named after the event. */
export interface EventDetails {
  readonly people: People;
  /** Whether the event is useless without recipients, because it is about them one by one. */
  readonly mustName?: boolean;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly agent?: Agent | undefined;
  readonly time?: string | undefined;
  readonly feedbackId?: string | undefined;
  readonly marks?: readonly (string | undefined)[];
}

/** The content, or the path of the field that is missing. */
export type ReadObject = { readonly details: EventDetails } | { readonly missing: string };

/**
 * Reads the object named after the event: `bounce`, `complaint`, …
 *
 * @param document - the object that holds it
 * @param mail - source of the recipients for kinds that are about the mail as a whole
 */
export const readEventObject = (
  kind: FeedbackKind,
  document: Readonly<Record<string, unknown>>,
  mail: Mail,
): ReadObject => {
  switch (kind) {
    case 'send':
      // SES's `send` object is always empty, so it may be absent.
      return { details: { people: mail.destination } };
    case 'renderingFailure':
      // SES names the object `failure`.
      return readers.renderingFailure(document.failure ?? document.renderingFailure, mail);
    default:
      return readers[kind](document[kind], mail);
  }
};

/** Known names in our spelling, whatever their case; other names as SES wrote them. */
const spell = (known: readonly string[], name: string | undefined): string | undefined =>
  name && (known.find((spelling) => spelling.toLowerCase() === name.toLowerCase()) ?? name);

const joinWords = (separator: string, words: readonly (string | undefined)[]): string | undefined =>
  words.filter((word) => word !== undefined).join(separator) || undefined;

const diagnosticsOf = (named: People): string | undefined =>
  joinWords(' | ', [...new Set(named.map((one) => one?.diagnosticCode))]);

/**
 * Who opened or clicked, as SES has stated it since August 2026. Undefined when the field is absent
 * or holds a word that SES may add later.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const agentOf = (isBotEvent: string | undefined): Agent | undefined => {
  switch (isBotEvent?.toLowerCase()) {
    case 'likely':
      return 'bot';
    case 'unlikely':
      return 'human';
    default:
      return undefined;
  }
};

type Reader = (content: unknown, mail: Mail) => ReadObject;

/** @param name - name of the object, for the path of a missing field */
const reader = <Shape extends z.core.$ZodShape>(
  name: string,
  shape: Shape,
  tell: (object: z.infer<z.ZodMiniObject<Shape>>, mail: Mail) => EventDetails,
): Reader => {
  const schema = z.object(shape);
  return (content, mail) => {
    const object = z.safeParse(schema, content);
    if (object.success) return { details: tell(object.data, mail) };
    return { missing: [name, ...(object.error.issues[0]?.path ?? [])].join('.') };
  };
};

const readers: Readonly<Record<Exclude<FeedbackKind, 'send'>, Reader>> = {
  bounce: reader(
    'bounce',
    {
      bounceType: z.string().check(z.trim(), z.minLength(1)),
      bounceSubType: optionalText,
      bouncedRecipients: people,
      timestamp: optionalText,
      feedbackId: optionalText,
    },
    ({ bounceType, bounceSubType, bouncedRecipients, timestamp, feedbackId }) => {
      const reason = joinWords('/', [
        spell(bounceTypes, bounceType),
        spell(subtypes, bounceSubType),
      ]);
      const detail = diagnosticsOf(bouncedRecipients);
      return {
        people: bouncedRecipients,
        mustName: true,
        reason,
        detail,
        time: timestamp,
        feedbackId,
        marks: [reason],
      };
    },
  ),
  complaint: reader(
    'complaint',
    {
      complainedRecipients: people,
      complaintFeedbackType: optionalText,
      complaintSubType: optionalText,
      timestamp: optionalText,
      feedbackId: optionalText,
    },
    ({ complainedRecipients, complaintFeedbackType, complaintSubType, timestamp, feedbackId }) => {
      const reason =
        spell(feedbackTypes, complaintFeedbackType) ?? spell(subtypes, complaintSubType);
      return { people: complainedRecipients, reason, time: timestamp, feedbackId, marks: [reason] };
    },
  ),
  delivery: reader(
    'delivery',
    { recipients: people, timestamp: optionalText, smtpResponse: optionalText },
    ({ recipients, timestamp, smtpResponse }) => ({
      people: recipients,
      mustName: true,
      detail: smtpResponse,
      time: timestamp,
    }),
  ),
  deliveryDelay: reader(
    'deliveryDelay',
    {
      delayedRecipients: people,
      timestamp: optionalText,
      delayType: optionalText,
      expirationTime: optionalText,
    },
    ({ delayedRecipients, timestamp, delayType, expirationTime }) => ({
      people: delayedRecipients,
      mustName: true,
      reason: delayType,
      detail: diagnosticsOf(delayedRecipients),
      time: timestamp,
      marks: [delayType, expirationTime],
    }),
  ),
  reject: reader('reject', { reason: optionalText }, ({ reason }, { destination }) => ({
    people: destination,
    reason,
  })),
  open: reader(
    'open',
    {
      timestamp: optionalText,
      ipAddress: optionalText,
      userAgent: optionalText,
      isBotEvent: optionalText,
    },
    ({ timestamp, ipAddress, userAgent, isBotEvent }, { destination }) => ({
      people: destination,
      agent: agentOf(isBotEvent),
      detail: userAgent,
      time: timestamp,
      marks: [ipAddress, userAgent],
    }),
  ),
  click: reader(
    'click',
    {
      timestamp: optionalText,
      ipAddress: optionalText,
      userAgent: optionalText,
      link: optionalText,
      isBotEvent: optionalText,
    },
    ({ timestamp, ipAddress, userAgent, link, isBotEvent }, { destination }) => ({
      people: destination,
      agent: agentOf(isBotEvent),
      detail: link,
      time: timestamp,
      marks: [ipAddress, userAgent, link],
    }),
  ),
  renderingFailure: reader(
    'failure',
    { templateName: optionalText, errorMessage: optionalText },
    ({ templateName, errorMessage }, { destination }) => ({
      people: destination,
      detail: joinWords(': ', [templateName, errorMessage]),
      marks: [templateName],
    }),
  ),
  subscription: reader(
    'subscription',
    {
      timestamp: optionalText,
      contactList: optionalText,
      source: optionalText,
      newTopicPreferences: z.catch(
        z.optional(z.object({ unsubscribeAll: z.optional(z.unknown()) })),
        undefined,
      ),
    },
    ({ timestamp, contactList, source, newTopicPreferences }, { destination }) => {
      const reason = newTopicPreferences?.unsubscribeAll === true ? 'unsubscribeAll' : undefined;
      const detail = joinWords(' by ', [contactList, source]);
      return {
        people: destination,
        reason,
        detail,
        time: timestamp,
        marks: [contactList, source, reason],
      };
    },
  ),
};
