import type { MessageRecord } from '../../../../shared/messages/message-record.ts';
import { describeMessage } from '../../../../shared/messages/message-state.ts';
import type { RecipientState } from '../../../../shared/messages/recipient-state.ts';
import { mailboxOf } from '../../models/mailboxes.ts';
import { type Case, type MailBook, type Rival, triesOf } from './mail-book.ts';
import { wasSuppressed } from './suppressed-addresses.ts';

type Status = ReturnType<typeof describeMessage> | undefined;

/** States allowed for accepted mail whose events are lost, or that went by the way out. */
const stillOpen: readonly RecipientState[] = [
  'sent',
  'sending',
  'held',
  'delivered',
  'expired',
  'suppressed',
];

/**
 * Checks at the end of a history that every recipient of every message has exactly one legal end,
 * and that the table agrees.
 *
 * @param recordOf - reads a message from the table
 */
export const closeMailBook = (
  book: MailBook,
  recordOf: (subject: string) => MessageRecord | undefined,
): void => {
  for (const one of book.cases.values()) closeCase(book, one, recordOf(one.subject));
};

/** Expected state of a recipient whose mail SES accepted, once all events have arrived. */
const expectedState = (recipient: string): readonly RecipientState[] => {
  switch (mailboxOf(recipient)) {
    case 'gone':
    case 'full':
      return ['bounced'];
    case 'angry':
      return ['complained'];
    default:
      return ['delivered'];
  }
};

const isOver = ({ now }: MailBook, { errand }: Rival): boolean =>
  errand.expiresAtMs !== undefined && errand.expiresAtMs <= now();

/** Checks a mail that came under another mail's id, or one of several of which none was sent. */
const closeLoser = (book: MailBook, subject: string, rival: Rival): void => {
  const { errand, deadLetters } = rival;
  if (deadLetters > 0 || isOver(book, rival)) return;
  if (!errand.recipients.every((recipient) => wasSuppressed(book, errand, recipient)))
    book.report('conflict', subject, 'a mail is gone that came under the id of another one');
};

const closeInvalid = (
  { report }: MailBook,
  { subject, accepted }: Case,
  { deadLetters }: Rival,
  status: Status,
): void => {
  if (accepted.length > 0) report('state', subject, 'a message that breaks the rules was sent');
  if (deadLetters === 0)
    report('lost', subject, 'a message that breaks the rules is not among the dead letters');
  if (status?.state !== 'rejected')
    report('state', subject, `a message that breaks the rules is ${status?.state ?? 'unknown'}`);
};

/** Whether a recipient without mail has a legal end, for a true reason. */
const isLegalEnd = (
  book: MailBook,
  one: Case,
  rival: Rival,
  recipient: string,
  status: Status,
): boolean => {
  const { errand, deadLetters } = rival;
  const state = status?.recipients[recipient];
  const said = state ?? status?.state;
  const mayBeLeftOut = state === 'suppressed' || one.accepted.length > 0 || deadLetters > 0;
  if (mayBeLeftOut && wasSuppressed(book, errand, recipient)) return true;
  if (said === 'expired') return isOver(book, rival);
  if (deadLetters === 0) return false;
  if (isRefusedForBudget(book, one, said)) return true;
  // Refused by SES, or given up because run after run died of the message.
  return mailboxOf(recipient) === 'refused' || (book.runsMayDie && said === 'failed');
};

const isRefusedForBudget = (book: MailBook, { subject }: Case, said: string | undefined): boolean =>
  (said === 'rejected' || said === 'failed') &&
  book.refusing.has(subject.slice(0, subject.indexOf('#')));

const closeRecipient = (
  book: MailBook,
  one: Case,
  rival: Rival,
  recipient: string,
  status: Status,
): void => {
  const { subject } = one;
  const state = status?.recipients[recipient];
  const taken = one.accepted.filter(({ recipients }) => recipients.includes(recipient));
  if (taken.length > 0) {
    const bySmtp = taken.some((accepted) => accepted.bySmtp === true);
    // Where no event tells what was taken when an answer was lost, the mail that a person then releases
    // may find no room in the budget.
    const isUntold = bySmtp || book.eventsMayBeLost;
    const isRefusedThen = isUntold && rival.deadLetters > 0 && isRefusedForBudget(book, one, state);
    const isTrue =
      isRefusedThen ||
      (state !== undefined &&
        (expectedState(recipient).includes(state) || (isUntold && stillOpen.includes(state))));
    if (!isTrue)
      book.report(
        'state',
        subject,
        `SES took the mail for a recipient and the table says ${state ?? 'nothing'}`,
      );
  } else if (!isLegalEnd(book, one, rival, recipient, status)) {
    const said =
      status === undefined
        ? 'the table does not know it'
        : `the table says ${state ?? status.state}`;
    book.report('lost', subject, `SES never took the mail for a recipient, and ${said}`);
  }
};

const closeMail = (
  book: MailBook,
  one: Case,
  rival: Rival,
  record: MessageRecord | undefined,
): void => {
  const { errand, deadLetters } = rival;
  const status = record === undefined ? undefined : describeMessage(record);
  if (!errand.isValid) {
    closeInvalid(book, one, rival, status);
    return;
  }
  if (!book.runsMayDie && !book.answersMayBeLost && deadLetters > triesOf(one))
    book.report(
      'state',
      one.subject,
      `it is in the dead letters ${deadLetters} times and was enqueued ${one.copies} times`,
    );
  for (const recipient of errand.recipients) closeRecipient(book, one, rival, recipient, status);
};

/**
 * Checks that the mail with the id has its end like any other, and that all others were refused
 * visibly.
 */
const closeCase = (book: MailBook, one: Case, record: MessageRecord | undefined): void => {
  const rivals = [...one.rivals.values()];
  const [first] = rivals;
  const [taken] = one.accepted;
  const only = rivals.length === 1 ? first : undefined;
  const winner = taken === undefined ? only : one.rivals.get(taken.mark);
  if (rivals.some(({ isRefused }) => isRefused) && record?.conflictAtMs === undefined)
    book.report('conflict', one.subject, 'its status does not tell of the mail that was refused');
  for (const rival of rivals) {
    if (rival === winner) closeMail(book, one, rival, record);
    else closeLoser(book, one.subject, rival);
  }
};
