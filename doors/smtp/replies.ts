import type { MailAnswer } from '../../shared/ses-api/wire/bulk.ts';
import type { Refusal } from '../../shared/ses-api/wire/refusal.ts';

/** An SMTP reply of one line. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/**
 * The door's own replies, in SES's words where it has any.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html
 */
export const replies = {
  notAuthenticated: { code: 530, text: 'Authentication required' },
  wrongCredentials: { code: 535, text: 'Authentication Credentials Invalid' },
  loginLater: { code: 454, text: 'Temporary authentication failure' },
  tooManyConnections: { code: 421, text: 'Too many concurrent SMTP connections' },
  tooManyLogins: { code: 421, text: 'Too many failed logins' },
  loginTimeout: { code: 421, text: 'Timeout waiting for authentication' },
  dataTimeout: { code: 451, text: 'Timeout waiting for data from client.' },
  shutdown: { code: 421, text: 'Service shutting down' },
  noRoom: { code: 451, text: 'Temporary service failure' },
  tooManyMails: { code: 454, text: 'Throttling failure: Too many mails at once' },
  temporary: { code: 454, text: 'Temporary service failure' },
  tooLong: { code: 552, text: 'Message is too long.' },
  unknownParameter: { code: 555, text: 'MAIL or RCPT parameter is not supported' },
  noUtf8: { code: 555, text: 'SMTPUTF8 is not supported' },
  tooManyRecipients: (most: number) => ({
    code: 554,
    text: `Transaction failed: Recipient count exceeds ${most}.`,
  }),
  badAddress: (address: string) => ({ code: 553, text: `<${address}> Invalid email address` }),
} as const;

/** Reply to the answer that a mail got. */
export const replyTo = (answer: MailAnswer): Reply =>
  answer.kind === 'accepted' ? { code: 250, text: `Ok ${answer.messageId}` } : replyOf(answer);

const prefixes: Readonly<Record<string, string>> = {
  MessageRejected: 'Message rejected',
  MailFromDomainNotVerifiedException: 'Message rejected',
  AccountSendingPausedException: 'Message rejected',
  AccessDenied: 'Access denied',
};

/** SES's reply by SMTP to what its API refuses so. What passes by itself is a 454. */
const replyOf = ({ code, message, status }: Refusal): Reply => {
  if (code === 'Throttling')
    return { code: 454, text: `Throttling failure: ${message.replace(/\.$/, '')}` };
  if (status >= 500) return replies.temporary;
  if (message.startsWith('Message length is more than')) return replies.tooLong;
  return { code: 554, text: `${prefixes[code] ?? 'Transaction failed'}: ${message}` };
};
