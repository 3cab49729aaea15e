import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const byClient = { actor: 'nobody', retry: 'no', sources: [pages.sesSmtp] } as const;

/**
 * Replies of SES's SMTP endpoint, which the SMTP door gives in the same words. What it refuses of a
 * mail it says in the words of SES's API.
 */
export const knownSesSmtp = {
  'credentials-invalid': {
    text: /authentication credentials invalid/i,
    cause:
      'User or password is not that of SMTP in this region. The password is no secret access key: it is derived from one, for one region. Keys of roles have none.',
    remedy:
      'Derive the password anew for this region (ses-pipeline smtp-password), and give the user ses:SendRawEmail. For the SMTP door, use a key of `tenants keys create`.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtpCredentials, pages.sesSmtp],
    samples: [
      '535 Authentication Credentials Invalid',
      "smtplib.SMTPAuthenticationError: (535, b'Authentication Credentials Invalid')",
      'Error: Invalid login: 535 Authentication Credentials Invalid',
    ],
  },
  'not-subscribed': {
    text: /account not subscribed to ses/i,
    cause: 'The AWS account is not signed up for SES.',
    remedy: 'Open SES once in the console of this region, and see that the bills are paid.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['535 Account not subscribed to SES'],
  },
  'authentication-required': {
    text: /^(?:smtp; ?)?530[ -].{0,40}authentication required/i,
    cause: 'The program did not log in before it sent.',
    remedy: 'Set user and password in the program.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['530 Authentication required'],
  },
  'starttls-first': {
    text: /must issue a starttls command first/i,
    cause: 'The endpoint takes a login only over TLS, and the program did not begin it.',
    remedy: 'Switch on STARTTLS for port 587, or TLS from the start for port 465.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['530 Must issue a STARTTLS command first'],
  },
  'login-later': {
    text: /temporary authentication failure/i,
    cause: 'The login could not be checked now.',
    remedy: 'Nothing: try again after some seconds, then at longer distances.',
    ...byClient,
    samples: ['454 Temporary authentication failure'],
  },
  'service-failure': {
    text: /temporary service failure/i,
    cause: 'The endpoint could not take the mail now.',
    remedy: 'Nothing: try again after some seconds, then at longer distances.',
    ...byClient,
    samples: ['451 Temporary service failure', '454 Temporary service failure'],
  },
  'data-timeout': {
    text: /timeout waiting for data from client/i,
    cause: 'The program stopped in the middle of a mail.',
    remedy: 'Send again, and close connections that are not used. Look at the network if it lasts.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['451 Timeout waiting for data from client.'],
  },
  'too-many-connections': {
    text: /too many concurrent smtp connections/i,
    cause: 'Too many connections are open at once.',
    remedy: 'Use fewer connections, and send several mails over each.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['421 Too many concurrent SMTP connections'],
  },
  'too-many-logins': {
    text: /421 too many failed logins/i,
    cause: 'Logins from this address failed too often; the SMTP door waits before it takes more.',
    remedy: 'Correct user and password in the program, then wait some minutes.',
    actor: 'you',
    retry: 'no',
    sources: ['docs/doors.md'],
    samples: ['421 Too many failed logins'],
  },
  'too-many-mails': {
    text: /throttling failure: too many mails at once/i,
    cause: 'The SMTP door is taking as many mails as it can hold.',
    remedy: 'Nothing: the program sends it again after some seconds.',
    actor: 'nobody',
    retry: 'no',
    sources: ['docs/doors.md'],
    samples: ['454 Throttling failure: Too many mails at once'],
  },
  'too-long': {
    text: /552 message is too long/i,
    cause: 'The mail is larger than the endpoint takes.',
    remedy: 'Make the mail smaller: put large files behind a link.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['552 Message is too long.'],
  },
  'address-unknown': {
    text: /553 <?[^ >]{0,320}>? address unknown/i,
    cause: 'The endpoint does not take an address of the mail.',
    remedy:
      'Correct the address: a local part, an @ and a domain, ASCII only, the domain in punycode.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp],
    samples: ['553 <jane@example> address unknown'],
  },
  parameter: {
    text: /555 (?:mail or rcpt parameter|smtputf8) is not supported/i,
    cause: 'The program uses an extension of SMTP that the door does not offer.',
    remedy: 'Switch the extension (SMTPUTF8, DSN) off in the program.',
    actor: 'you',
    retry: 'no',
    sources: ['docs/doors.md', 'RFC 5321 4.1.1.11'],
    samples: ['555 SMTPUTF8 is not supported'],
  },
  'too-many-recipients': {
    text: /recipient count exceeds \d{1,4}/i,
    cause: 'A mail has more recipients than SES takes in one.',
    remedy: 'Send it in several mails, best one for each recipient.',
    actor: 'you',
    retry: 'no',
    sources: ['https://docs.aws.amazon.com/ses/latest/dg/quotas.html'],
    samples: ['554 Transaction failed: Recipient count exceeds 50.'],
  },
} as const satisfies Readonly<Record<string, Known>>;
