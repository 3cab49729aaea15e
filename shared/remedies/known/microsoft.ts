import type { Background } from '../remedy.ts';
import type { microsoftBounces } from '../told/bounces/microsoft.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const microsoft = { sources: [pages.microsoft, pages.outlook] } as const;

/** What Outlook.com and Exchange Online mean. */
export const knownMicrosoft = {
  authentication: {
    cause:
      'The domain of From sends more than 5,000 mails a day to Outlook.com without SPF and DKIM passing and DMARC aligned.',
    ...you,
    sources: [pages.outlookRules, pages.outlook],
    samples: [
      'smtp; 550 5.7.515 Access denied, sending domain EXAMPLE.COM does not meet the required authentication level.',
    ],
  },
  'block-list': {
    cause: 'The network of the sending IP address is on Microsoft’s block list.',
    actor: 'aws',
    retry: 'no',
    ...microsoft,
    samples: [
      "smtp; 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
      "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
    ],
  },
  'banned-ip': {
    cause: 'Microsoft 365 has banned the sending IP address.',
    actor: 'aws',
    retry: 'no',
    ...microsoft,
    samples: [
      '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/',
      '550 5.7.649 Access denied, banned sending IP [192.0.2.1]',
    ],
  },
  'banned-sender': {
    cause: 'Microsoft 365 has banned the sender for spam.',
    ...you,
    ...microsoft,
    samples: [
      '550 5.7.501 Access denied, spam abuse detected',
      '550 5.7.511 Access denied, banned sender',
    ],
  },
  throttled: {
    cause: 'Microsoft takes less mail of this IP address for now, because of its reputation.',
    ...ses,
    ...microsoft,
    samples: [
      'smtp; 451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)',
      '451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77714)',
      '421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit allowed.',
    ],
  },
  'blocked-by-recipient': {
    cause: 'The recipient’s organisation has blocked the sending IP address.',
    actor: 'provider',
    retry: 'no',
    ...microsoft,
    samples: [
      '550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by example.org using Customer Block list (AS16012607)',
      '550 5.7.507 Access denied, rejected by recipient',
    ],
  },
  dmarc: {
    cause: 'DMARC does not pass, and the policy of the domain says to refuse then.',
    ...you,
    ...microsoft,
    samples: [
      '550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification',
    ],
  },
  'bad-from': {
    cause: 'The mail has no valid address in From.',
    ...you,
    ...microsoft,
    samples: ['550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant'],
  },
  'no-such-recipient': {
    cause: 'There is no such recipient.',
    ...you,
    ...microsoft,
    samples: [
      'smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient jane@example.org not found by SMTP address lookup',
      '550 5.7.504 [jane@example.org]: Recipient address rejected: Access denied',
    ],
  },
  'access-denied': {
    cause: 'The recipient’s organisation knows no such address.',
    ...you,
    ...microsoft,
    samples: ['smtp; 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)'],
  },
  'outsiders-not-allowed': {
    cause: 'The group or mailbox takes mail only from inside its organisation.',
    actor: 'recipient',
    retry: 'no',
    ...microsoft,
    samples: [
      '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed. [Host=x.prod.outlook.com]',
      '550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required',
    ],
  },
  'too-many-for-recipient': {
    cause: 'This recipient gets more mail in an hour than Microsoft lets anybody.',
    ...ses,
    ...microsoft,
    samples: [
      "550 5.2.121 Recipient's per hour message receive limit from specific sender exceeded.",
    ],
  },
  reputation: {
    cause: 'Outlook.com does not trust the content, the IP address or the domain.',
    ...you,
    ...microsoft,
    samples: [
      '550 SC-001 (x) Unfortunately, messages from 192.0.2.1 weren’t sent.',
      '550 OU-002 Mail rejected',
    ],
  },
  'dynamic-ip': {
    cause: 'Outlook.com takes the sending IP address for that of a home or an open proxy.',
    actor: 'aws',
    retry: 'no',
    ...microsoft,
    samples: ['550 DY-001 Mail rejected by Outlook.com for policy reasons.'],
  },
  unreachable: {
    cause: 'Microsoft could not hand the mail on to the server of the domain.',
    actor: 'provider',
    retry: 'ses',
    ...microsoft,
    samples: [
      '4.4.316 Connection refused [Message=Socket error code 10061]',
      '550 5.4.300 Message expired',
    ],
  },
} as const satisfies Readonly<Record<keyof typeof microsoftBounces, Background>>;
