import type { Background } from '../remedy.ts';
import type { gmailBounces } from '../told/bounces/gmail.ts';
import type { microsoftBounces } from '../told/bounces/microsoft.ts';
import type { yahooBounces } from '../told/bounces/yahoo.ts';
import { pages } from './pages.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const gmail = { sources: [pages.gmail, pages.gmailRules] } as const;

/** What Gmail means. */
export const knownGmail = {
  'no-such-user': {
    cause: 'There is no such account.',
    ...you,
    ...gmail,
    samples: [
      "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or unnecessary spaces. - gsmtp",
    ],
  },
  disabled: {
    cause: 'The account was disabled.',
    ...you,
    ...gmail,
    samples: ['550 5.2.1 The email account that you tried to reach is inactive. - gsmtp'],
  },
  'over-quota': {
    cause: 'The mailbox is full.',
    actor: 'recipient',
    retry: 'ses',
    ...gmail,
    samples: [
      "452 4.2.2 The recipient's inbox is out of storage space. - gsmtp",
      'smtp; 552-5.2.2 The email account that you tried to reach is over quota. - gsmtp',
    ],
  },
  'too-fast-for-user': {
    cause: 'This one recipient gets mail faster than Gmail lets anybody.',
    ...ses,
    ...gmail,
    samples: [
      '450 4.2.1 The user you are trying to contact is receiving email too quickly. - gsmtp',
    ],
  },
  unauthenticated: {
    cause: 'Neither SPF nor DKIM passes, or the domain’s DMARC policy refuses the mail.',
    ...you,
    ...gmail,
    samples: [
      'smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp',
      '421 4.7.26 This email has been rate limited because it is unauthenticated. - gsmtp',
    ],
  },
  ptr: {
    cause: 'The sending IP address has no name in DNS, or the name does not lead back to it.',
    actor: 'aws',
    retry: 'ses',
    ...gmail,
    samples: [
      "451 4.7.23 The sending IP address for this message doesn't have a PTR record. - gsmtp",
      '550 5.7.25 The IP address sending this message does not have a PTR record setup. - gsmtp',
    ],
  },
  'spf-suspicious': {
    cause: 'The SPF record of the sending domain lets in more than Gmail believes.',
    ...ses,
    ...gmail,
    samples: [
      '451 4.7.24 The SPF record of the sending domain has one or more suspicious entries. - gsmtp',
    ],
  },
  spf: {
    cause: 'SPF does not pass; Gmail asks it of all who send in bulk.',
    ...ses,
    ...gmail,
    samples: [
      '421 4.7.27 Your email has been rate limited because SPF authentication did not pass. - gsmtp',
      '550 5.7.27 Your email has been blocked because SPF authentication did not pass. - gsmtp',
    ],
  },
  rate: {
    cause: 'Gmail gets more mail of this IP address, domain or link than its users want.',
    ...ses,
    ...gmail,
    samples: [
      'smtp; 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain. - gsmtp',
    ],
  },
  tls: {
    cause: 'The mail came without TLS; Gmail asks it of all who send in bulk.',
    actor: 'aws',
    retry: 'ses',
    ...gmail,
    samples: [
      "421 4.7.29 Your email has been rate limited because you're not using a TLS connection. - gsmtp",
    ],
  },
  dkim: {
    cause: 'DKIM does not pass; Gmail asks it of all who send in bulk.',
    ...ses,
    ...gmail,
    samples: [
      "421 4.7.30 Your email has been rate limited because DKIM authentication didn't pass. - gsmtp",
      '550 5.7.30 Your email has been blocked because DKIM authentication did not pass. - gsmtp',
    ],
  },
  dmarc: {
    cause: 'The domain of From has no DMARC record, or one without a policy.',
    ...ses,
    ...gmail,
    samples: [
      "421 4.7.40 Your email has been rate limited because the sending domain doesn't have a DMARC record. - gsmtp",
      '421 4.7.31 Your email has been rate limited because the sending domain has no DMARC record. - gsmtp',
    ],
  },
  alignment: {
    cause: 'The domain of From is neither that of SPF nor that of DKIM.',
    ...ses,
    ...gmail,
    samples: [
      "421 4.7.32 Your email has been rate limited because the From: header in this message isn't aligned. - gsmtp",
    ],
  },
  'dmarc-policy': {
    cause:
      'The DMARC policy of the domain says to refuse what does not pass, and this mail does not.',
    ...you,
    ...gmail,
    samples: [
      "smtp; 550-5.7.1 Unauthenticated email from example.com is not accepted due to 550-5.7.1 domain's DMARC policy. - gsmtp",
    ],
  },
  unsolicited: {
    cause: 'Gmail takes the mail, the IP address or the domain for a source of spam.',
    ...you,
    ...gmail,
    samples: [
      'smtp; 550-5.7.1 This message is likely unsolicited email. To reduce the amount of spam sent to Gmail, this message has been blocked. - gsmtp',
      '421 4.7.0 This message is suspicious due to the very low reputation of the sending domain. - gsmtp',
      '421-4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address. - gsmtp',
    ],
  },
  'suspicious-content': {
    cause: 'Gmail does not trust the content or its links.',
    ...you,
    ...gmail,
    samples: [
      '421 4.7.0 This message is suspicious due to the nature of the content or the links within. - gsmtp',
    ],
  },
  'blocked-file': {
    cause: 'Gmail takes no attachments of this type.',
    ...you,
    ...gmail,
    samples: [
      'smtp; 552-5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp',
    ],
  },
  'domain-policy': {
    cause: 'A rule of the recipient’s organisation refuses the mail.',
    actor: 'provider',
    retry: 'no',
    ...gmail,
    samples: [
      '550 5.7.1 The user or domain that you are sending to (or from) has a policy that prohibited the mail that you sent. - gsmtp',
      '550 5.7.1 This message violates example.com email policy. - gcdp 1-2 - gsmtp',
    ],
  },
  'bad-headers': {
    cause: 'From or Message-ID is missing, comes twice, or is not in the form of RFC 5322.',
    ...you,
    ...gmail,
    samples: [
      '550 5.7.1 Messages missing a valid address in the From: header, or having no From: header, are not accepted. - gsmtp',
      'smtp; 550-5.7.1 Messages with multiple addresses in From: header are not accepted. - gsmtp',
    ],
  },
} as const satisfies KnownOf<typeof gmailBounces>;

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
} as const satisfies KnownOf<typeof microsoftBounces>;

const yahoo = { sources: [pages.yahoo] } as const;

/** What Yahoo and AOL mean. */
export const knownYahoo = {
  deferred: {
    cause:
      'Yahoo sees unusual amounts of mail, or complaints of its users, from this IP address or domain.',
    ...ses,
    ...yahoo,
    samples: [
      'smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
      '421 4.7.0 [TS02] Messages from 192.0.2.1 temporarily deferred',
    ],
  },
  blocked: {
    cause:
      'Yahoo takes no more mail of this IP address or domain, because of complaints or bounces.',
    ...you,
    ...yahoo,
    samples: [
      'smtp; 553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed. See https://postmaster.yahooinc.com/error-codes',
    ],
  },
  'no-such-user': {
    cause: 'There is no such account.',
    ...you,
    ...yahoo,
    samples: [
      "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account (jane@yahoo.com) [0] - mta4075.mail.bf1.yahoo.com",
    ],
  },
  content: {
    cause: 'Something in the content, mostly a link, is taken for dangerous.',
    ...you,
    ...yahoo,
    samples: ['554 5.7.9 [PH01] Email not accepted for policy reasons'],
  },
  'dmarc-policy': {
    cause: 'DMARC does not pass, and the policy of the domain says to refuse then.',
    ...you,
    ...yahoo,
    samples: [
      'smtp; 554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
    ],
  },
  'sender-domain': {
    cause: 'The domain of the sender is not in DNS, or not complete.',
    ...you,
    ...yahoo,
    samples: ['451 Unresolvable RFC.5321 from domain; see https://postmaster.yahooinc.com'],
  },
  'block-list': {
    cause: 'The sending IP address is on a block list that Yahoo uses.',
    actor: 'aws',
    retry: 'no',
    ...yahoo,
    samples: ['553 5.7.1 [BL21] Connections not accepted from servers on Spamhaus SBL'],
  },
} as const satisfies KnownOf<typeof yahooBounces>;
