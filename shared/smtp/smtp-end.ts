import { sesWords } from '../privacy/ses-words.ts';
import { wayOutServer } from '../remedies/told/way-out.ts';
import type { SendAnswer, SesRefusal } from '../ses-api/ports.ts';

/**
 * How far an SMTP transaction had come when it failed.
 *
 * - `connect`: address, connection, TLS, greeting, EHLO.
 * - `login`: AUTH.
 * - `sender`: MAIL FROM.
 * - `recipient`: RCPT TO.
 * - `content`: DATA, until the last octet of the mail is handed to the connection.
 * - `end`: the final dot may have reached the server.
 */
export type SmtpStage = 'connect' | 'login' | 'sender' | 'recipient' | 'content' | 'end';

/** The end of a transaction that the server did not confirm. */
export interface SmtpEnd {
  readonly stage: SmtpStage;
  /** The server's reply to the command of the stage; undefined when none came. */
  readonly reply?: string | undefined;
  /** Name of the error when no reply came, such as `ETIMEDOUT`; no text of the server. */
  readonly code: string;
  /** Nobody but a person can end it: the certificate is wrong, or the server offers no TLS. */
  readonly isSetup?: boolean;
  /** The mail is larger than the server says that it takes. */
  readonly isTooLarge?: boolean;
}

/** What a reply code says: RFC 5321, section 4.2.1. */
type ReplyKind = 'later' | 'never';

/** The server closes the connection, whatever the command was. */
const closing = 421;

/**
 * Meaning of a failed transaction for the mail.
 *
 * A server takes a mail only after the final dot of its content. So each failure before is definite,
 * and each one after it is `unknown` unless the server refuses the content in so many words: 4xx or
 * 5xx. A 421 after the dot is `unknown`, too, because a server that shuts down sends it at any time.
 *
 * @see RFC 5321 sections 4.2.1, 4.2.5 and 6.1
 */
export const smtpAnswer = (end: SmtpEnd): SendAnswer => {
  const code = replyCode(end.reply);
  const kind = kindOf(code);
  if (end.stage === 'end' && (kind === undefined || code === closing))
    return { kind: 'unknown', detail: `${code ?? end.code} after the end of the mail` };
  const { kind: refusal, remedy } = ruleOf(end, code, kind);
  const cause = end.reply === undefined ? '' : sesWords(textOf(end.reply));
  return {
    kind: 'refused',
    refusal: {
      kind: refusal,
      code: `SMTP ${statusOf(end.reply) ?? end.code}`,
      cause,
      remedy,
    },
  };
};

type Rule = Pick<SesRefusal, 'kind' | 'remedy'>;

const rules = {
  unreachable: { kind: 'unreachable', ...wayOutServer.unreachable },
  later: { kind: 'later', ...wayOutServer.later },
  rate: { kind: 'rate', ...wayOutServer.rate },
  message: { kind: 'message', ...wayOutServer.message },
  tooLarge: { kind: 'message', ...wayOutServer['too-large'] },
  setup: { kind: 'paused', ...wayOutServer.setup },
  login: { kind: 'paused', ...wayOutServer.login },
  sender: { kind: 'paused', ...wayOutServer.sender },
} as const satisfies Readonly<Record<string, Rule>>;

/** Replies to MAIL FROM and after it that say that the mail is too large: RFC 1870. */
const tooLarge = 552;
/** Replies that ask for AUTH or TLS first: RFC 4954, RFC 3207. */
const wantsLogin = [530, 534, 535, 538] as const;

const ruleOf = (
  { stage, isSetup = false, isTooLarge = false }: SmtpEnd,
  code: number | undefined,
  kind: ReplyKind | undefined,
): Rule => {
  if (isTooLarge || (code === tooLarge && stage !== 'recipient' && stage !== 'connect'))
    return rules.tooLarge;
  if (isSetup) return rules.setup;
  if (kind === undefined || code === closing) return rules.unreachable;
  if (wantsLogin.some((one) => one === code)) return rules.login;
  return byStage[stage][kind];
};

const byStage: Readonly<Record<SmtpStage, Readonly<Record<ReplyKind, Rule>>>> = {
  connect: { later: rules.unreachable, never: rules.setup },
  login: { later: rules.unreachable, never: rules.login },
  sender: { later: rules.rate, never: rules.sender },
  recipient: { later: rules.later, never: rules.message },
  content: { later: rules.rate, never: rules.message },
  end: { later: rules.later, never: rules.message },
};

const kindOf = (code: number | undefined): ReplyKind | undefined => {
  if (code === undefined) return undefined;
  if (code >= 400 && code < 500) return 'later';
  return code >= 500 && code < 600 ? 'never' : undefined;
};

const replyForm = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3}))?/;

const replyCode = (reply: string | undefined): number | undefined => {
  const digits = replyForm.exec(reply ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** Reply code, with the enhanced status code of RFC 3463 where there is one: `550 5.1.1`. */
const statusOf = (reply: string | undefined): string | undefined => {
  const [, code, enhanced] = replyForm.exec(reply ?? '') ?? [];
  return enhanced === undefined ? code : `${code} ${enhanced}`;
};

/** The words of a reply, without the codes that begin each of its lines. */
const textOf = (reply: string): string =>
  reply
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3} ?)?/, ''))
    .join(' ');
