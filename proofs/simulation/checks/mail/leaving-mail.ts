import { scopesFor } from '../../../../shared/suppression/scopes.ts';
import type { Errand } from '../../traffic.ts';
import { clockToleranceMs, type MailBook, suppressionKey, triesOf } from './mail-book.ts';

/** Age from which a write must be respected by leaving mail, however early its run began; ms. */
const knownAfterMs = 5_000 + clockToleranceMs;

/** A mail that leaves for SES. */
export interface LeavingMail {
  readonly subject: string;
  readonly mark: string;
  readonly recipients: readonly string[];
  readonly runStartedMs: number;
}

const checkEnvelope = (
  { report }: MailBook,
  errand: Errand,
  { subject, recipients }: LeavingMail,
): void => {
  if (recipients.length === 0) report('conflict', subject, 'a mail leaves for nobody');
  if (recipients.some((recipient) => !errand.recipients.includes(recipient)))
    report('conflict', subject, 'a mail leaves for the recipients of another one');
};

const ago = ({ now }: MailBook, sinceMs: number): string =>
  `${Math.round((now() - sinceMs) / 1000)} s ago`;

/** Whether the sending run must know what was written at this time. */
const isKnown = (
  { now }: MailBook,
  { runStartedMs }: LeavingMail,
  sinceMs: number | undefined,
): sinceMs is number =>
  sinceMs !== undefined && (sinceMs <= runStartedMs || sinceMs <= now() - knownAfterMs);

/** Checks that no expired mail is sent. */
const checkExpiry = (book: MailBook, { expiresAtMs }: Errand, { subject }: LeavingMail): void => {
  if (expiresAtMs !== undefined && expiresAtMs <= book.now() - clockToleranceMs)
    book.report('expired', subject, `mail leaves that expired ${ago(book, expiresAtMs)}`);
};

/** Checks that no mail of a paused tenant is sent. */
const checkPause = (book: MailBook, { tenantId }: Errand, mail: LeavingMail): void => {
  const sinceMs = book.pausedSinceMs.get(tenantId);
  if (isKnown(book, mail, sinceMs))
    book.report(
      'paused',
      mail.subject,
      `mail of a tenant leaves that was paused ${ago(book, sinceMs)}`,
    );
};

/** Checks that no suppressed address gets mail. */
const checkSuppressions = (
  book: MailBook,
  { tenantId, stream }: Errand,
  mail: LeavingMail,
): void => {
  for (const recipient of mail.recipients)
    for (const scope of scopesFor(tenantId, stream)) {
      const sinceMs = book.suppressedSinceMs.get(suppressionKey(recipient, scope));
      if (isKnown(book, mail, sinceMs))
        book.report(
          'suppressed',
          mail.subject,
          `mail leaves although ${scope} was suppressed ${ago(book, sinceMs)}`,
        );
    }
};

export const depart = (book: MailBook, mail: LeavingMail): void => {
  const { subject, mark, recipients } = mail;
  const one = book.cases.get(subject);
  const errand = one?.rivals.get(mark)?.errand;
  if (one === undefined || errand === undefined) {
    book.report('state', subject, 'a mail left that nobody has put on a queue');
    return;
  }
  checkEnvelope(book, errand, mail);
  one.departures.push({ atMs: book.now(), mark, recipients });
  checkExpiry(book, errand, mail);
  checkPause(book, errand, mail);
  checkSuppressions(book, errand, mail);
};

/** SES is called for a part of a message. */
export const call = ({ cases, report }: MailBook, subject: string, part: string): void => {
  const one = cases.get(subject);
  if (one !== undefined && (one.refusals.get(part)?.size ?? 0) >= triesOf(one))
    report('state', subject, `SES is called for part ${part}, which it refused for good before`);
};

/** The table records that SES refused the part for good. */
export const refuse = (
  { cases }: MailBook,
  subject: string,
  part: string,
  copyMs: number,
): void => {
  const refusals = cases.get(subject)?.refusals;
  refusals?.set(part, new Set(refusals.get(part)).add(copyMs));
};
