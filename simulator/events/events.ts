import type { NotificationType } from '../account/identities.ts';
import { addressOf, domainOf, splitAddressList } from '../sending/addresses.ts';
import type { MessageTag } from '../sending/message-tags.ts';
import { headerValue, type MimeHeader } from '../sending/mime-headers.ts';
import type { Outcome } from '../sending/outcome.ts';

/** What events say of the mail they are about. */
export interface MailFacts {
  readonly messageId: string;
  readonly acceptedAtMs: number;
  /** As the sender gave it, perhaps with a display name. */
  readonly source: string;
  readonly sourceArn: string | undefined;
  readonly sendingAccountId: string;
  readonly sourceIp: string;
  readonly callerIdentity: string;
  /** `SendEmail`, `SendRawEmail`, … */
  readonly operation: string;
  /** Every recipient of the envelope. */
  readonly destinations: readonly string[];
  readonly headers: readonly MimeHeader[];
  readonly configurationSet: string | undefined;
  readonly tags: readonly MessageTag[];
}

/** An outcome that has come about. */
export interface Occurrence {
  readonly outcome: Outcome;
  readonly atMs: number;
  /** Names a bounce or complaint; the same in both dialects. */
  readonly feedbackId: string;
}

const maxHeaderBytes = 10 * 1024;

const reportingMta = 'a8-70.smtp-out.amazonses.com';
const outgoingIp = '192.0.2.10';
const remoteIp = '192.0.2.25';

const iso = (atMs: number): string => new Date(Math.floor(atMs)).toISOString();

/** Headers until 10 KB of them, and whether that cut something off. */
const reportedHeaders = (
  headers: readonly MimeHeader[],
): { readonly headers: readonly MimeHeader[]; readonly isTruncated: boolean } => {
  let bytes = 0;
  const fits = headers.filter(({ name, value }) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + 4;
    return bytes < maxHeaderBytes;
  });
  return { headers: fits, isTruncated: fits.length < headers.length };
};

const addressHeader = (
  headers: readonly MimeHeader[],
  name: string,
): readonly string[] | undefined => {
  const value = headerValue(headers, name);
  return value === undefined ? undefined : splitAddressList(value);
};

const headerFields = (mail: MailFacts): Readonly<Record<string, unknown>> => {
  const { headers, isTruncated } = reportedHeaders(mail.headers);
  return {
    headersTruncated: isTruncated,
    headers,
    commonHeaders: {
      returnPath: headerValue(headers, 'Return-Path'),
      from: addressHeader(headers, 'From'),
      date: headerValue(headers, 'Date'),
      to: addressHeader(headers, 'To'),
      cc: addressHeader(headers, 'Cc'),
      replyTo: addressHeader(headers, 'Reply-To'),
      sender: headerValue(headers, 'Sender'),
      messageId: headerValue(headers, 'Message-ID') ?? mail.messageId,
      subject: headerValue(headers, 'Subject'),
    },
  };
};

const tagsField = (
  mail: MailFacts,
  outcome: Outcome,
): Readonly<Record<string, readonly string[]>> => {
  const fromDomain = domainOf(mail.source);
  // A map, because a tag may bear any name, even that of a property every object has.
  const tags = new Map<string, readonly string[]>([
    ['ses:operation', [mail.operation]],
    ['ses:source-ip', [mail.sourceIp]],
    ['ses:caller-identity', [mail.callerIdentity]],
  ]);
  if (mail.configurationSet !== undefined)
    tags.set('ses:configuration-set', [mail.configurationSet]);
  if (fromDomain !== undefined) tags.set('ses:from-domain', [fromDomain]);
  if (outcome.kind === 'delivery' || outcome.kind === 'complaint')
    tags.set('ses:outgoing-ip', [outgoingIp]);
  for (const { name, value } of mail.tags) {
    if (!name.startsWith('ses:')) tags.set(name, [...(tags.get(name) ?? []), value]);
  }
  return Object.fromEntries(tags);
};

const commonMail = (mail: MailFacts): Readonly<Record<string, unknown>> => ({
  timestamp: iso(mail.acceptedAtMs),
  source: mail.source,
  sourceArn: mail.sourceArn,
  sendingAccountId: mail.sendingAccountId,
  messageId: mail.messageId,
  destination: mail.destinations.map(addressOf),
});

/** The object that carries the outcome, and its name; identical in both dialects but for `remoteMtaIp`. */
const detailsOf = (
  mail: MailFacts,
  { outcome, atMs, feedbackId }: Occurrence,
  isIdentity: boolean,
): Readonly<Record<string, unknown>> => {
  const timestamp = iso(atMs);
  const remoteMtaIp = isIdentity ? remoteIp : undefined;
  switch (outcome.kind) {
    case 'send':
      return { send: {} };
    case 'reject':
      return { reject: { reason: outcome.reason } };
    case 'renderingFailure':
      return {
        failure: { errorMessage: outcome.errorMessage, templateName: outcome.templateName },
      };
    case 'delivery':
      return {
        delivery: {
          timestamp,
          processingTimeMillis: Math.max(0, Math.floor(atMs) - Math.floor(mail.acceptedAtMs)),
          recipients: outcome.recipients,
          smtpResponse: '250 2.6.0 Message received',
          remoteMtaIp,
          reportingMTA: reportingMta,
        },
      };
    case 'bounce':
      return {
        bounce: {
          feedbackId,
          bounceType: outcome.bounceType,
          bounceSubType: outcome.bounceSubType,
          bouncedRecipients: outcome.recipients,
          timestamp,
          remoteMtaIp: outcome.bounceSubType === 'General' ? remoteMtaIp : undefined,
          reportingMTA: outcome.bounceSubType === 'General' ? `dsn; ${reportingMta}` : undefined,
        },
      };
    case 'complaint':
      return {
        complaint: {
          feedbackId,
          complaintSubType: outcome.complaintSubType,
          complainedRecipients: outcome.recipients.map((emailAddress) => ({ emailAddress })),
          timestamp,
          userAgent: outcome.userAgent,
          complaintFeedbackType: outcome.complaintFeedbackType,
          arrivalDate: outcome.complaintFeedbackType === undefined ? undefined : timestamp,
        },
      };
    case 'open':
      return { open: { ...outcome.visitor, timestamp } };
    case 'click':
      return {
        click: {
          ...outcome.visitor,
          link: outcome.link,
          linkTags: outcome.linkTags ?? null,
          timestamp,
        },
      };
  }
};

/** The names that `eventType` gives to the kinds; one of them has a space. */
const eventNames = {
  send: 'Send',
  reject: 'Reject',
  delivery: 'Delivery',
  bounce: 'Bounce',
  complaint: 'Complaint',
  renderingFailure: 'Rendering Failure',
  open: 'Open',
  click: 'Click',
} as const satisfies Record<Outcome['kind'], string>;

/** Subject of the SNS notifications that event publishing makes; identity feedback has none. */
export const eventSubject = 'Amazon SES Email Event Notification';

/** What SES publishes, as plain text, when a topic is attached to an event destination. */
export const eventTopicValidation =
  'Successfully validated SNS topic for Amazon SES event publishing.';

/** The same for a topic attached to an identity. */
export const identityTopicValidation = 'Successfully validated SNS topic for Amazon SES.';

/**
 * The event as a configuration set's destination gets it: JSON and a line break, which SES's signatures cover.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const writeEvent = (mail: MailFacts, occurrence: Occurrence): string => {
  const { outcome } = occurrence;
  const headers =
    outcome.kind === 'renderingFailure' ? { headersTruncated: false } : headerFields(mail);
  return `${JSON.stringify({
    eventType: eventNames[outcome.kind],
    mail: { ...commonMail(mail), ...headers, tags: tagsField(mail, outcome) },
    ...detailsOf(mail, occurrence, false),
  })}\n`;
};

/** The type of identity feedback that tells of this outcome, if one does. */
export const notificationTypeOf = (outcome: Outcome): NotificationType | undefined => {
  switch (outcome.kind) {
    case 'bounce':
      return 'Bounce';
    case 'complaint':
      return 'Complaint';
    case 'delivery':
      return 'Delivery';
    case 'send':
    case 'reject':
    case 'renderingFailure':
    case 'open':
    case 'click':
      return undefined;
  }
};

/**
 * The notification as an identity's topic gets it; undefined when identity feedback does not tell of such an outcome.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export const writeNotification = (
  mail: MailFacts,
  occurrence: Occurrence,
  withHeaders: boolean,
): string | undefined => {
  const notificationType = notificationTypeOf(occurrence.outcome);
  if (notificationType === undefined) return undefined;
  return JSON.stringify({
    notificationType,
    mail: {
      ...commonMail(mail),
      sourceIp: mail.sourceIp,
      callerIdentity: mail.callerIdentity,
      ...(withHeaders ? headerFields(mail) : {}),
    },
    ...detailsOf(mail, occurrence, true),
  });
};
