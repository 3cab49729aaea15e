import type { Background } from '../remedy.ts';
import type { gmailBounces } from '../told/bounces/gmail.ts';
import { pages } from './pages.ts';

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
} as const satisfies Readonly<Record<keyof typeof gmailBounces, Background>>;
