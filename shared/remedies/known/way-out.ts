import type { Background } from '../remedy.ts';
import type { wayOutMail, wayOutServer } from '../told/way-out.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

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
