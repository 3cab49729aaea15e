import type { Told } from '../../remedy.ts';
import { advice } from './advice.ts';

const suppressed = (list: string): string =>
  `Find out why the address bounced or complained before. When it takes mail again, remove it from ${list}, and send the mail again.`;

/**
 * What SES's events say of themselves. Of a bounce its type and subtype; those for which SES did not
 * ask the receiver come before all others.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const sesEvents = {
  'account-suppression': {
    codes: ['OnAccountSuppressionList'],
    text: /suppression list for your account/i,
    remedy: suppressed('the suppression list of the account (suppressions sync shows both lists)'),
  },
  'tenant-suppression': {
    codes: ['OnTenantSuppressionList'],
    text: /suppression list for your tenant/i,
    remedy: suppressed('the suppression list of the SES tenant'),
  },
  'global-suppression': {
    codes: ['Permanent/Suppressed'],
    remedy: suppressed("SES's global list (DeleteSuppressedDestination)"),
  },
  validation: { codes: ['EmailValidationSuppressed'], remedy: advice.address },
  unsubscribed: {
    codes: ['UnsubscribedRecipient'],
    remedy: 'Nothing: the recipient left the contact list, and gets none of its mail.',
  },
  timeout: {
    codes: ['CustomTimeoutExceeded'],
    remedy:
      'Raise MaxDeliverySeconds of the configuration set if the mail would still be of use later; else nothing.',
  },
  complaint: {
    codes: ['complaint', 'abuse', 'fraud', 'other'],
    remedy:
      'Nothing for this address: it gets no more mail. If there are many, send only to people who asked for it, and let them leave with one click.',
  },
  'bad-content': {
    codes: ['Bad content'],
    remedy: 'Remove the attachment with the virus. SES does not send such mail, and counts it.',
  },
  rendering: {
    codes: ['renderingFailure'],
    text: /attribute '.{1,99}' is not present in the rendering data/i,
    remedy:
      'Give the template all its variables, or correct it (TestRenderTemplate); then send the mail anew.',
  },
} as const satisfies Readonly<Record<string, Told>>;

/** Types of a bounce, which tell less than the receiver's words, and more than its codes. */
export const sesBounceTypes = {
  'mailbox-full': { codes: ['MailboxFull'], remedy: advice.full },
  'too-large': { codes: ['MessageTooLarge'], remedy: advice.smaller },
  'content-rejected': { codes: ['ContentRejected', 'SpamDetected'], remedy: advice.content },
  'attachment-rejected': {
    codes: ['AttachmentRejected'],
    remedy: 'Leave out the attachment, or put it behind a link.',
  },
  'no-email': { codes: ['NoEmail'], remedy: advice.address },
} as const satisfies Readonly<Record<string, Told>>;

/** What is left when nothing else is known of a bounce or a delay. */
export const sesLastWords = {
  'permanent-bounce': { codes: ['Permanent/General'], remedy: advice.address },
  'transient-bounce': {
    codes: ['Transient/General'],
    remedy:
      'Nothing, if it is an automatic reply: the mail arrived. Else send the mail again later.',
  },
  undetermined: {
    codes: ['Undetermined'],
    remedy: 'Read the text of the bounce, and send the mail again once.',
  },
  'ip-failure': { codes: ['IPFailure'], remedy: advice.listed },
  delayed: {
    codes: [
      ...['InternalFailure', 'RecipientServerError', 'TransientCommunicationFailure'],
      ...['BYOIPHostNameLookupUnavailable', 'SendingDeferral'],
    ],
    remedy: 'Nothing: SES tries again, for up to 14 hours.',
  },
} as const satisfies Readonly<Record<string, Told>>;
