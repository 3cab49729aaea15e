import type { Background } from '../remedy.ts';
import type { receiversCodes, receiversWords } from '../told/bounces/receivers.ts';
import { pages } from './pages.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const rfc = { sources: [pages.iana, 'RFC 3463'] } as const;
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
} as const satisfies KnownOf<typeof receiversWords>;

/** What the enhanced status codes and the reply codes mean. */
export const knownReceiversCodes = {
  'no-such-mailbox': { cause: 'There is no such mailbox.', ...you, ...rfc, samples: ['550 5.1.1'] },
  'no-such-domain': {
    cause: 'The domain of the address does not exist, or takes no mail.',
    ...you,
    sources: [pages.iana, 'RFC 7505'],
    samples: ['550 5.1.2', '556 5.1.10 Recipient address has null MX'],
  },
  'bad-address': {
    cause: 'The address is not written as addresses are, or stands for several.',
    ...you,
    ...rfc,
    samples: ['553 5.1.3'],
  },
  moved: { cause: 'The mailbox has moved.', ...you, ...rfc, samples: ['551 5.1.6'] },
  'bad-sender': {
    cause: 'The server does not take the address of the sender for one that exists.',
    ...you,
    ...rfc,
    samples: ['553 5.1.8 Sender address rejected: Domain not in DNS'],
  },
  'mailbox-disabled': {
    cause: 'The mailbox is switched off, or has another owner now.',
    ...you,
    sources: [pages.iana, 'RFC 7293'],
    samples: ['550 5.2.1', '550 5.7.17'],
  },
  'mailbox-full': {
    cause: 'The mailbox, or the system, is full.',
    actor: 'recipient',
    retry: 'ses',
    ...rfc,
    samples: ['452 4.2.2', '452 4.3.1 Insufficient system storage'],
  },
  'too-large': {
    cause: 'The mail is larger than the server takes.',
    ...you,
    ...rfc,
    samples: ['552 5.3.4', '552 size'],
  },
  'list-broken': {
    cause: 'A mailing list cannot be resolved.',
    actor: 'recipient',
    retry: 'no',
    ...rfc,
    samples: ['550 5.2.4'],
  },
  'mailbox-trouble': {
    cause: 'Something is wrong with the mailbox.',
    actor: 'provider',
    retry: 'ses',
    ...rfc,
    samples: ['450 4.2.0'],
  },
  'system-trouble': {
    cause: 'The server does not work as it should.',
    actor: 'provider',
    retry: 'ses',
    ...rfc,
    samples: ['451 4.3.0 Temporary System Problem', '421 4.3.2'],
  },
  unreachable: {
    cause: 'The server does not answer, or the connection broke.',
    actor: 'provider',
    retry: 'ses',
    ...rfc,
    samples: ['451 4.4.2 Timeout - closing connection.', '4.4.1'],
  },
  'no-route': {
    cause: 'There is no server for the domain, or none that takes the mail.',
    actor: 'provider',
    retry: 'no',
    ...rfc,
    samples: ['550 5.4.1'],
  },
  loop: {
    cause: 'The mail goes in a circle between servers.',
    actor: 'provider',
    retry: 'no',
    ...rfc,
    samples: ['554 5.4.6'],
  },
  'too-many-recipients': {
    cause: 'The mail has more recipients there than the server takes in one.',
    ...you,
    ...rfc,
    samples: ['452 4.5.3'],
  },
  protocol: {
    cause: 'The two servers do not understand each other.',
    actor: 'aws',
    retry: 'no',
    ...rfc,
    samples: ['503 5.5.1 Bad sequence of commands'],
  },
  'bad-content': {
    cause: 'The form of the mail is not as the server wants it.',
    ...you,
    ...rfc,
    samples: ['554 5.6.0', '550 5.6.11 InvalidCharacters'],
  },
  'spf-failed': {
    cause: 'SPF does not pass, or could not be checked.',
    ...you,
    sources: [pages.iana, 'RFC 7372'],
    samples: ['550 5.7.23'],
  },
  'reverse-dns': {
    cause: 'The sending IP address has no name in DNS.',
    actor: 'aws',
    retry: 'no',
    sources: [pages.iana, 'RFC 7372'],
    samples: ['550 5.7.25'],
  },
  authentication: {
    cause: 'SPF, DKIM or several of such checks fail.',
    ...you,
    sources: [pages.iana, 'RFC 7372'],
    samples: ['550 5.7.26', '550 5.7.20'],
  },
  'sender-takes-no-mail': {
    cause: 'The domain of the sender says that it takes no mail.',
    ...you,
    sources: [pages.iana, 'RFC 7505'],
    samples: ['550 5.7.27'],
  },
  flood: {
    cause: 'More mail came than the server wants.',
    ...ses,
    sources: [pages.iana],
    samples: ['421 4.7.28'],
  },
  'needs-tls': {
    cause: 'The server asks for encryption that the connection did not have.',
    actor: 'aws',
    retry: 'no',
    sources: [pages.iana, 'RFC 8689'],
    samples: ['550 5.7.10 Encryption needed'],
  },
  policy: {
    cause: 'The server refuses the mail by a rule of its own.',
    ...you,
    ...rfc,
    samples: ['550 5.7.1', '554 5.7.0'],
  },
  'busy-reply': {
    cause: 'The server does not take the mail now, and says no more than that.',
    actor: 'nobody',
    retry: 'ses',
    sources: ['RFC 5321 4.2.3'],
    samples: ['smtp; 451 try again', '421 closing'],
  },
  'refused-reply': {
    cause: 'The server refuses the address or the mail for good; only its text says which.',
    ...you,
    sources: ['RFC 5321 4.2.3'],
    samples: ['smtp; 550 rejected', '554 Transaction failed'],
  },
} as const satisfies KnownOf<typeof receiversCodes>;
