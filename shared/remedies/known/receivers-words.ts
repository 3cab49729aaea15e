import type { Background } from '../remedy.ts';
import type { receiversWords } from '../told/bounces/receivers.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const words = { sources: [pages.gmx, pages.apple, 'RFC 5321 4.2'] } as const;

/** What servers of many makes say in words. */
export const knownReceiversWords = {
  'block-list': {
    cause:
      'The sending IP address, or a domain in the mail, is on a block list that the server uses.',
    actor: 'aws',
    retry: 'no',
    ...words,
    samples: [
      'smtp; 550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org',
      '554-No SMTP service 554-IP address is block listed.',
    ],
  },
  greylisted: {
    cause: 'The server refuses each new sender once, to see whether it comes again.',
    actor: 'nobody',
    retry: 'ses',
    ...words,
    samples: [
      'smtp; 450 4.2.0 Recipient address rejected: Greylisted',
      '451 4.7.1 Greylisting in action',
    ],
  },
  'over-quota': {
    cause: 'The mailbox is full.',
    actor: 'recipient',
    retry: 'ses',
    ...words,
    samples: ['smtp; 552 5.2.2 Mailbox full', '452 4.2.2 user is over quota'],
  },
  dmarc: {
    cause: 'DMARC does not pass, and the server refuses the mail for it.',
    ...you,
    ...words,
    samples: ['550 5.7.1 Email rejected per DMARC policy for example.com'],
  },
  spf: {
    cause: 'SPF does not pass for the domain in MAIL FROM.',
    ...you,
    ...words,
    samples: [
      '550 <jane@gmx.example>: Reject due to SPF policy.',
      '550 5.7.23 SPF validation failed',
    ],
  },
  spam: {
    cause: 'The server takes the mail for spam.',
    ...you,
    ...words,
    samples: ['554 5.7.1 Message classified as spam', '571 5.7.1 Message rejected as unsolicited'],
  },
  virus: {
    cause: 'The server found, or thinks that it found, something dangerous in the mail.',
    ...you,
    ...words,
    samples: ['554 5.6.0 Message contains a virus'],
  },
  'user-unknown': {
    cause: 'There is no such mailbox.',
    ...you,
    ...words,
    samples: [
      'smtp; 550 5.1.1 user unknown',
      '550 No such user here',
      '550 Requested action not taken: mailbox unavailable',
    ],
  },
  disabled: {
    cause: 'The mailbox is switched off.',
    ...you,
    ...words,
    samples: ['550 5.2.1 The mailbox is disabled', '554 delivery error: account suspended'],
  },
  'relay-denied': {
    cause: 'The server does not take mail for the recipient’s domain.',
    ...you,
    ...words,
    samples: [
      'smtp; 554 5.7.1 <jane@example.org>: Relay access denied',
      '550 5.7.1 Unable to relay',
    ],
  },
  'ses-sending-failed': {
    cause: 'SES tried for as long as it may, and the server did not answer or always said "later".',
    actor: 'provider',
    retry: 'ses',
    sources: [pages.sesEvents],
    samples: [
      'smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.0 Unable to lookup DNS for example.org>',
    ],
  },
  rate: {
    cause: 'The server takes less mail in a time than came.',
    ...ses,
    ...words,
    samples: [
      '421 Rate limit reached. Please try again later',
      '421 4.7.0 Error: too many connections from 192.0.2.1',
    ],
  },
  'apple-policy': {
    cause: 'iCloud refuses the mail by a rule of its own, mostly for reputation or content.',
    ...you,
    sources: [pages.apple],
    samples: [
      'smtp; 554 5.7.1 [HM08] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137',
    ],
  },
} as const satisfies Readonly<Record<keyof typeof receiversWords, Background>>;
