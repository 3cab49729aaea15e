import type { Background } from '../remedy.ts';
import type { receiversCodes } from '../told/bounces/receivers.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const rfc = { sources: [pages.iana, 'RFC 3463'] } as const;

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
} as const satisfies Readonly<Record<keyof typeof receiversCodes, Background>>;
