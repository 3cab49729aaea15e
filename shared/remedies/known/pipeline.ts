import type { Background } from '../remedy.ts';
import type { deadLetters, mailOfPipeline } from '../told/mail-of-pipeline.ts';
import type { pipelineEvents } from '../told/pipeline-events.ts';
import type { sesCalls } from '../told/ses-calls.ts';

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
