import type { Background } from '../remedy.ts';
import type { sesBounceTypes, sesEvents, sesLastWords } from '../told/bounces/ses-events.ts';
import { pages } from './pages.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

const list = { actor: 'you', retry: 'no', sources: [pages.sesSuppression] } as const;
const event = { retry: 'no', sources: [pages.sesEvents] } as const;

/** Events for which SES asked no receiver. */
export const knownSesEvents = {
  'account-suppression': {
    cause: 'SES did not send it: the address is on the suppression list of the account.',
    ...list,
    samples: [
      'Permanent/OnAccountSuppressionList',
      'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
    ],
  },
  'tenant-suppression': {
    cause: 'SES did not send it: the address is on the suppression list of the SES tenant.',
    ...list,
    samples: [
      'Permanent/OnTenantSuppressionList',
      'Amazon SES did not send the message to this address because it is on the suppression list for your tenant.',
    ],
  },
  'global-suppression': {
    cause:
      'SES did not send it: the address bounced for some customer of SES within 14 days. It counts as a bounce of yours.',
    ...list,
    samples: ['Permanent/Suppressed'],
  },
  validation: {
    cause:
      'SES did not send it: its validation judges the address to be invalid, which may be wrong.',
    ...list,
    samples: ['Permanent/EmailValidationSuppressed'],
  },
  unsubscribed: {
    cause: 'The recipient has unsubscribed from the contact list or its topic.',
    actor: 'nobody',
    ...event,
    samples: ['Permanent/UnsubscribedRecipient'],
  },
  timeout: {
    cause: 'The time that the configuration set gives SES for delivery was over.',
    actor: 'you',
    ...event,
    samples: ['Transient/CustomTimeoutExceeded'],
  },
  complaint: {
    cause: 'The recipient reported the mail as spam.',
    actor: 'nobody',
    ...event,
    samples: ['complaint: abuse', 'complaint: fraud'],
  },
  'bad-content': {
    cause: 'SES found a virus in the mail, and did not send it.',
    actor: 'you',
    ...event,
    samples: ['reject: Bad content'],
  },
  rendering: {
    cause:
      'The template needs a variable that the mail does not give, or is broken. SES had taken the mail, and sent nothing.',
    actor: 'you',
    ...event,
    samples: ["renderingFailure: Attribute 'name' is not present in the rendering data."],
  },
} as const satisfies KnownOf<typeof sesEvents>;

/** Types of bounces. */
export const knownSesBounceTypes = {
  'mailbox-full': {
    cause: 'The mailbox is full.',
    actor: 'recipient',
    retry: 'ses',
    sources: [pages.sesEvents],
    samples: ['Transient/MailboxFull'],
  },
  'too-large': {
    cause: 'The mail is larger than the receiver takes.',
    actor: 'you',
    ...event,
    samples: ['Transient/MessageTooLarge'],
  },
  'content-rejected': {
    cause: 'The receiver does not want the content of the mail.',
    actor: 'you',
    ...event,
    samples: ['Transient/ContentRejected'],
  },
  'attachment-rejected': {
    cause: 'The receiver does not take an attachment of this type.',
    actor: 'you',
    ...event,
    samples: ['Transient/AttachmentRejected'],
  },
  'no-email': {
    cause: 'The address does not exist.',
    actor: 'you',
    ...event,
    samples: ['Permanent/NoEmail'],
  },
} as const satisfies KnownOf<typeof sesBounceTypes>;

/** What is left when nothing else is known. */
export const knownSesLastWords = {
  'permanent-bounce': {
    cause: 'The receiver refuses the address for good, and does not say why.',
    actor: 'you',
    ...event,
    samples: ['Permanent/General'],
  },
  'transient-bounce': {
    cause:
      'The receiver did not take the mail for as long as SES tried, or an automatic reply came.',
    actor: 'you',
    retry: 'ses',
    sources: [pages.sesEvents],
    samples: ['Transient/General'],
  },
  undetermined: {
    cause: 'SES does not know what the receiver means.',
    actor: 'you',
    ...event,
    samples: ['Undetermined/Undetermined'],
  },
  'ip-failure': {
    cause: 'The receiver blocks the address that SES sent from.',
    actor: 'aws',
    retry: 'ses',
    sources: [pages.sesEvents],
    samples: ['deliveryDelay: IPFailure'],
  },
  delayed: {
    cause: 'The receiver, or the way to it, does not work now.',
    actor: 'nobody',
    retry: 'ses',
    sources: [pages.sesEvents],
    samples: [
      'deliveryDelay: RecipientServerError',
      'deliveryDelay: TransientCommunicationFailure',
    ],
  },
} as const satisfies KnownOf<typeof sesLastWords>;
