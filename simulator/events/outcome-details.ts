import type { Outcome } from '../sending/outcome.ts';
import { isoTime } from './iso-time.ts';
import type { MailFacts, Occurrence } from './mail-facts.ts';

type OutcomeOf<Kind extends Outcome['kind']> = Extract<Outcome, { readonly kind: Kind }>;

type Details = Readonly<Record<string, unknown>>;

const reportingMta = 'a8-70.smtp-out.amazonses.com';
/** How long SES goes on trying to deliver a mail; ms. */
const longestTryMs = 14 * 3_600_000;
const remoteIp = '192.0.2.25';

/**
 * The object in an event or notification that describes the outcome, under its name. It is the same
 * in both, except for `remoteMtaIp`, which only a notification has.
 */
export const outcomeDetails = (
  mail: MailFacts,
  { outcome, atMs, feedbackId }: Occurrence,
  form: 'event' | 'notification',
): Details => {
  const timestamp = isoTime(atMs);
  const remoteMtaIp = form === 'notification' ? remoteIp : undefined;
  switch (outcome.kind) {
    case 'send':
      return { send: {} };
    case 'reject':
      return { reject: { reason: outcome.reason } };
    case 'renderingFailure': {
      const { errorMessage, templateName } = outcome;
      return { failure: { errorMessage, templateName } };
    }
    case 'delivery': {
      const processingTimeMillis = Math.max(0, Math.floor(atMs) - Math.floor(mail.acceptedAtMs));
      return { delivery: deliveryOf(outcome, timestamp, processingTimeMillis, remoteMtaIp) };
    }
    case 'bounce':
      return { bounce: bounceOf(outcome, timestamp, feedbackId, remoteMtaIp) };
    case 'deliveryDelay': {
      const expirationTime = isoTime(mail.acceptedAtMs + longestTryMs);
      return { deliveryDelay: delayOf(outcome, timestamp, expirationTime) };
    }
    case 'complaint':
      return { complaint: complaintOf(outcome, timestamp, feedbackId) };
    case 'open':
      return { open: { ...outcome.visitor, timestamp } };
    case 'click': {
      const { visitor, link, linkTags = null } = outcome;
      return { click: { ...visitor, link, linkTags, timestamp } };
    }
  }
};

const deliveryOf = (
  { recipients }: OutcomeOf<'delivery'>,
  timestamp: string,
  processingTimeMillis: number,
  remoteMtaIp: string | undefined,
): Details => ({
  timestamp,
  processingTimeMillis,
  recipients,
  smtpResponse: '250 2.6.0 Message received',
  remoteMtaIp,
  reportingMTA: reportingMta,
});

const bounceOf = (
  { bounceType, bounceSubType, recipients }: OutcomeOf<'bounce'>,
  timestamp: string,
  feedbackId: string,
  remoteMtaIp: string | undefined,
): Details => ({
  feedbackId,
  bounceType,
  bounceSubType,
  bouncedRecipients: recipients,
  timestamp,
  remoteMtaIp: bounceSubType === 'General' ? remoteMtaIp : undefined,
  reportingMTA: bounceSubType === 'General' ? `dsn; ${reportingMta}` : undefined,
});

const delayOf = (
  { delayType, recipients }: OutcomeOf<'deliveryDelay'>,
  timestamp: string,
  expirationTime: string,
): Details => ({
  delayType,
  expirationTime,
  delayedRecipients: recipients,
  timestamp,
  reportingMTA: reportingMta,
});

const complaintOf = (
  { recipients, complaintSubType, userAgent, complaintFeedbackType }: OutcomeOf<'complaint'>,
  timestamp: string,
  feedbackId: string,
): Details => ({
  feedbackId,
  complaintSubType,
  complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
  timestamp,
  userAgent,
  complaintFeedbackType,
  arrivalDate: complaintFeedbackType === undefined ? undefined : timestamp,
});
