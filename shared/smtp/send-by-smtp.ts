import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import type { SendAnswer } from '../ses-api/ports.ts';
import type { SendBySmtp, SmtpMail, SmtpServer } from './ports.ts';
import { type SmtpEnd, type SmtpStage, smtpAnswer } from './smtp-end.ts';

/** Time limits; ms. As a call to SES, a transaction has ten seconds. */
const limitsMs = {
  connection: 4_000,
  greeting: 4_000,
  silence: 9_000,
  transaction: 10_000,
} as const;

/** Largest reply of a server that is read; bytes. */
const mostReplyBytes = 64 * 1024;

/** Octets of a mail that are handed to the connection at once. */
const chunkBytes = 64 * 1024;

/**
 * Sends one mail with one SMTP transaction over a connection of its own.
 *
 * Nothing is tried twice here. Whether the server may have taken the mail follows from one fact:
 * whether the last octet was handed to the connection, because the final dot comes after it. See
 * {@link smtpAnswer}.
 *
 */
export const sendBySmtp =
  ({ transactionMs = limitsMs.transaction, ca }: SendBySmtpOptions = {}): SendBySmtp =>
  (server, mail) =>
    new Promise((resolve) => {
      const transaction: Transaction = { stage: 'connect', content: contentOf(mail) };
      const connection = new SMTPConnection(optionsOf(server, mail, ca));
      const end = (answer: SendAnswer): void => {
        clearTimeout(timer);
        // Ended before the connection is: what has not left by now must never leave.
        transaction.content.destroy();
        connection.close();
        resolve(answer);
      };
      const fail = (error: unknown): void => end(smtpAnswer(endOf(transaction, error)));
      const timer = setTimeout(() => fail(new Error('ETIMEDOUT')), transactionMs);
      connection.on('error', fail);
      converse(connection, server, mail, transaction).then(
        () => end({ kind: 'accepted', sesMessageId: mail.messageId }),
        fail,
      );
    });

export interface SendBySmtpOptions {
  /** Time limit of a whole transaction; ms. */
  readonly transactionMs?: number;
  /** Certificate that is trusted besides those that Node knows; PEM. */
  readonly ca?: string | undefined;
}

interface Transaction {
  stage: SmtpStage;
  readonly content: Content;
}

/** The content of a mail, and how far it was read. */
type Content = Readable & { readonly isBegun: () => boolean; readonly isWhole: () => boolean };

const contentOf = ({ mime }: SmtpMail): Content => {
  let at = 0;
  let isBegun = false;
  let isWhole = false;
  const stream = new Readable({
    highWaterMark: chunkBytes,
    read() {
      isBegun = true;
      if (at >= mime.byteLength) {
        // The final dot follows at once.
        isWhole = true;
        this.push(null);
        return;
      }
      this.push(mime.subarray(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
  return Object.assign(stream, { isBegun: () => isBegun, isWhole: () => isWhole });
};

const optionsOf = (
  { host, port, security }: SmtpServer,
  { from }: SmtpMail,
  ca: string | undefined,
) => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  name: from.slice(from.lastIndexOf('@') + 1),
  tls: { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) },
  connectionTimeout: limitsMs.connection,
  dnsTimeout: limitsMs.connection,
  greetingTimeout: limitsMs.greeting,
  socketTimeout: limitsMs.silence,
  socketCloseTimeout: 0,
  maxResponseSize: mostReplyBytes,
  allowInternalNetworkInterfaces: true,
  logger: false,
});

/** Resolves when the server has confirmed the mail. */
const converse = async (
  connection: SMTPConnection,
  { login }: SmtpServer,
  { from, to, mime }: SmtpMail,
  transaction: Transaction,
): Promise<void> => {
  await step((done) => connection.connect(done));
  if (login !== undefined) {
    transaction.stage = 'login';
    const credentials = { user: login.user, pass: login.password };
    await step((done) => connection.login({ ...credentials, credentials }, done));
  }
  transaction.stage = 'sender';
  const envelope = { from, to: [to], size: mime.byteLength };
  await step((done) => connection.send(envelope, transaction.content, done));
  connection.quit();
};

const step = (begin: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    begin((error) => (error ? reject(error) : resolve()));
  });

/** Fields of the errors of nodemailer. */
interface Failure {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly message?: unknown;
}

const isFailure = (error: unknown): error is Failure => typeof error === 'object' && error !== null;

const endOf = ({ stage, content }: Transaction, error: unknown): SmtpEnd => {
  const { code, command, response, message } = isFailure(error) ? error : {};
  const of = stageOf(stage, command, content);
  // What a connection leaves behind when it breaks is no reply to a command.
  const isReply = typeof response === 'string' && command !== 'CONN';
  const isGreeting = typeof response === 'string' && of === 'connect';
  const text = typeof message === 'string' ? message : '';
  return {
    stage: of,
    reply: isReply || isGreeting ? response : undefined,
    code: typeof code === 'string' ? code : 'ETIMEDOUT',
    isSetup: of === 'connect' && isSetupProblem(code, text),
    isTooLarge: code === 'EMESSAGE' && command === 'MAIL FROM' && response === undefined,
  };
};

const stageOf = (stage: SmtpStage, command: unknown, content: Content): SmtpStage => {
  if (stage !== 'sender') return stage;
  if (content.isWhole()) return 'end';
  if (content.isBegun() || command === 'DATA') return 'content';
  return command === 'RCPT TO' ? 'recipient' : 'sender';
};

/** Certificates that are not trusted, and servers without the TLS that is asked for. */
const isSetupProblem = (code: unknown, text: string): boolean =>
  /certificate|altnames|wrong version number|self.signed/i.test(text) ||
  (code === 'ETLS' && /upgrading connection|STARTTLS/i.test(text));
