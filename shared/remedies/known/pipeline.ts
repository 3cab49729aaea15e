import type { Background } from '../remedy.ts';
import type { keysOfTenant, secretFailures } from '../told/keys.ts';
import type { deadLetters, mailOfPipeline } from '../told/mail-of-pipeline.ts';
import type { pipelineEvents } from '../told/pipeline-events.ts';
import type { sesCalls } from '../told/ses-calls.ts';
import type { wayOutMail, wayOutServer } from '../told/way-out.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

const sending = { sources: ['docs/sending.md'] } as const;

/** Calls to SES that were not made or had no answer. */
export const knownSesCalls = {
  unreachable: {
    text: /the request did not reach SES/i,
    cause: 'The request did not reach SES, so the mail was certainly not sent.',
    actor: 'nobody',
    retry: 'soon',
    ...sending,
    samples: ['ECONNREFUSED: The request did not reach SES (ECONNREFUSED).'],
  },
  'not-built': {
    text: /the request could not be built; SES was not asked/i,
    cause: 'The pipeline could not build the request: a fault of its own.',
    actor: 'you',
    retry: 'resend',
    ...sending,
    samples: ['TypeError: The request could not be built; SES was not asked.'],
  },
  'no-credentials': {
    text: /there are no credentials for the SES account/i,
    cause: 'STS, or what else gives credentials, refuses the role of the SES account.',
    actor: 'you',
    retry: 'waits',
    ...sending,
    samples: [
      'AccessDenied: There are no credentials for the SES account (AccessDenied); SES was not asked.',
    ],
  },
  'empty-envelope': {
    codes: ['EmptyEnvelope'],
    cause: 'A call to SES would have had no recipient; SES would take them from the headers then.',
    actor: 'you',
    retry: 'resend',
    ...sending,
    samples: ['EmptyEnvelope: The call has no recipient.'],
  },
} as const satisfies KnownOf<typeof sesCalls>;

const dead = { actor: 'you', retry: 'no', sources: ['docs/dead-letters.md'] } as const;

/** Mail that the pipeline itself refuses or gives up. */
export const knownMailOfPipeline = {
  conflict: {
    text: /messageId: already used by another mail/,
    cause: 'Two different mails came under one messageId; the first was, or will be, sent.',
    ...dead,
    samples: ['messageId: already used by another mail, which was sent or will be'],
  },
  'item-untaken': {
    text: /the messages table does not accept the item of this message/,
    cause: 'The item of the message has grown too large for its table.',
    ...dead,
    samples: ['the messages table does not accept the item of this message: ValidationException'],
  },
  unrenewable: {
    text: /it waited for days and could not be put on its queue anew/,
    cause:
      'The message fills a message of SQS to the brim, so no copy of it has room for its name.',
    ...dead,
    samples: [
      'it waited for days and could not be put on its queue anew: it fills a message of SQS to the brim',
    ],
  },
} as const satisfies KnownOf<typeof mailOfPipeline>;

/** Dead letters that no function gave a reason. */
export const knownDeadLetters = {
  'mail-given-up': {
    text: /no run of the sender finished it/,
    cause:
      'Run after run of the sender ended in the middle of it, or its queue was closed for long.',
    ...dead,
    samples: ['it was received too often, and no run of the sender finished it'],
  },
  'event-given-up': {
    text: /received too often without being recorded/,
    cause: 'The event could not be recorded for more than a day.',
    ...dead,
    samples: ['it was received too often without being recorded'],
  },
  'run-failed': {
    text: /\bfailed(?: after \d{1,4} tries)?: .{1,200}\bits log says more/,
    cause: 'A function that SNS called failed each time that Lambda tried.',
    ...dead,
    samples: [
      'ses-pipeline-dev-record-bounce failed after 3 tries: FeedbackNotRecorded; its log says more',
    ],
  },
  undeliverable: {
    text: /SNS could not deliver it/,
    cause: 'SNS could not hand the event to its subscriber.',
    ...dead,
    samples: ['SNS could not deliver it: 403'],
  },
  unreadable: {
    text: /it cannot be read \(\w{1,60}\)/,
    cause: 'It is nested too deeply, or broken.',
    ...dead,
    samples: ['it cannot be read (RangeError)'],
  },
  'needs-no-redrive': {
    text: /no redrive is needed/,
    cause: 'A run by the schedule failed; the next one does the same work.',
    actor: 'nobody',
    retry: 'function',
    sources: ['docs/dead-letters.md'],
    samples: ['no redrive is needed'],
  },
} as const satisfies KnownOf<typeof deadLetters>;

const tenants = { sources: ['docs/tenants.md'] } as const;

/** Keys of tenants. */
export const knownKeysOfTenant = {
  'other-key': {
    codes: ['tenant-key-refused'],
    cause: 'AWS does not accept one of the two keys of a tenant.',
    actor: 'nobody',
    retry: 'soon',
    ...tenants,
    samples: ['tenant-key-refused'],
  },
  'no-key': {
    text: /AWS does not accept an access key of tenant/,
    cause: 'AWS does not accept the keys of a tenant’s own SES account.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: ['AWS does not accept an access key of tenant acme (InvalidClientTokenId).'],
  },
} as const satisfies KnownOf<typeof keysOfTenant>;

/** Stored secrets. */
export const knownSecretFailures = {
  'no-key': {
    text: /this deployment has no key to encrypt secrets/i,
    cause: 'This deployment has no key, so it stores no secrets.',
    actor: 'you',
    retry: 'no',
    ...tenants,
    samples: ['SecretFailure: This deployment has no key to encrypt secrets.'],
  },
  unreadable: {
    text: /a stored secret cannot be opened/i,
    cause: 'The sealed secret was changed, is another tenant’s, or another key sealed it.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: [
      'SecretFailure: A stored secret cannot be opened: it was changed, or another key sealed it.',
    ],
  },
  'key-refused': {
    text: /the key that encrypts secrets refuses/i,
    cause: 'KMS refuses the key of the deployment.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: ['SecretFailure: The key that encrypts secrets refuses.'],
  },
  unreachable: {
    text: /the key that encrypts secrets cannot be reached/i,
    cause: 'KMS does not answer now.',
    actor: 'nobody',
    retry: 'soon',
    ...tenants,
    samples: ['SecretFailure: The key that encrypts secrets cannot be reached.'],
  },
} as const satisfies KnownOf<typeof secretFailures>;

const events = { actor: 'you', retry: 'function', sources: ['docs/events.md'] } as const;

/** Events that the pipeline publishes for services. */
export const knownPipelineEvents = {
  'no-hashes': {
    text: /events are published without address hashes/i,
    cause: 'The key that hashes addresses cannot be used.',
    ...events,
    samples: ['Events are published without address hashes: the key refuses.'],
  },
  'target-refuses': {
    text: /events are not published: the target refuses them/i,
    cause: 'The topic or the bus for events of the pipeline refuses them for good.',
    ...events,
    samples: ['Events are not published: the target refuses them for good.'],
  },
} as const satisfies KnownOf<typeof pipelineEvents>;

const wayOut = { sources: ['docs/way-out.md', 'RFC 5321 4.2'] } as const;

/** What the server of a way out may answer, which the stage of the transaction tells. */
export const knownWayOutServer = {
  unreachable: {
    codes: ['way-out-unreachable'],
    cause: 'The server of the way out does not answer, or closes the connection.',
    actor: 'nobody',
    retry: 'soon',
    ...wayOut,
    samples: ['way-out-unreachable'],
  },
  later: {
    codes: ['way-out-later'],
    cause: 'The server does not take this mail now (4xx).',
    actor: 'nobody',
    retry: 'waits',
    ...wayOut,
    samples: ['way-out-later'],
  },
  rate: {
    codes: ['way-out-rate'],
    cause: 'The server takes no more mails now (4xx to MAIL FROM or DATA).',
    actor: 'nobody',
    retry: 'slot',
    ...wayOut,
    samples: ['way-out-rate'],
  },
  message: {
    codes: ['way-out-message'],
    cause: 'The server refuses this mail for good (5xx).',
    actor: 'you',
    retry: 'resend',
    ...wayOut,
    samples: ['way-out-message'],
  },
  'too-large': {
    codes: ['way-out-too-large'],
    also: [{ text: /^SMTP 552\b/ }],
    cause: 'The mail is larger than the server takes.',
    actor: 'you',
    retry: 'resend',
    ...wayOut,
    samples: ['way-out-too-large', 'SMTP 552: too large'],
  },
  setup: {
    codes: ['way-out-setup'],
    cause: 'The certificate is wrong, or the server offers no TLS on this port.',
    actor: 'you',
    retry: 'waits',
    ...wayOut,
    samples: ['way-out-setup'],
  },
  login: {
    codes: ['way-out-login'],
    also: [{ text: /^SMTP 53[0458]\b/ }],
    cause: 'The server does not accept user and password.',
    actor: 'you',
    retry: 'waits',
    ...wayOut,
    samples: ['way-out-login', 'SMTP 535 5.7.8: Authentication failed'],
  },
  sender: {
    codes: ['way-out-sender'],
    cause: 'The server does not let this account send from this address (5xx to MAIL FROM).',
    actor: 'you',
    retry: 'waits',
    ...wayOut,
    samples: ['way-out-sender'],
  },
} as const satisfies KnownOf<typeof wayOutServer>;

/** Mail that cannot go by a way out. */
export const knownWayOutMail = {
  'needs-ses': {
    cause: 'SES renders mail of its templates, and this mail does not go by SES.',
    actor: 'you',
    retry: 'resend',
    ...wayOut,
    samples: [
      'TemplateNeedsSes: SES renders mail of its templates, and this mail does not go by SES.',
    ],
  },
  'one-recipient': {
    cause: 'A call by SMTP has one recipient.',
    actor: 'nobody',
    retry: 'slot',
    ...wayOut,
    samples: ['OneRecipientPerCall: A call by SMTP has one recipient.'],
  },
} as const satisfies KnownOf<typeof wayOutMail>;
