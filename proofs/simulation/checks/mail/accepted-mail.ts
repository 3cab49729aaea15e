import type { Accepted } from '../../models/ses.ts';
import { type Case, clockToleranceMs, type MailBook } from './mail-book.ts';

/** Most copies of a mail: one of unknown outcome is sent once more. */
const mostCopies = 2;

/** Checks that once SES has accepted a part of a mail, no other mail is sent under its id. */
const checkOneMail = ({ report }: MailBook, one: Case, accepted: Accepted): void => {
  const other = one.accepted.find(({ mark }) => mark !== accepted.mark);
  if (other !== undefined)
    report(
      'conflict',
      one.subject,
      `SES took ${accepted.sesMessageId} under the id of another mail, ${other.sesMessageId}`,
    );
};

/**
 * Whether a second copy is allowed: a missing event proves nothing unless events of later calls
 * arrive; a person may decide otherwise.
 */
const mayGoTwice = ({ newestCallMs }: MailBook, one: Case, before: Accepted): boolean =>
  newestCallMs > before.atMs || one.releasedMs.some((atMs) => atMs >= before.atMs);

/**
 * Whether a second copy is excused. Where one of the two went by the way out, nothing but a person's
 * release excuses it: no event tells of that path, so a missing one proves nothing.
 */
const isExcused = (
  book: MailBook,
  one: Case,
  before: Case['accepted'][number],
  departedMs: number,
  bySmtp: boolean,
): boolean =>
  bySmtp
    ? one.releasedMs.some((atMs) => atMs >= before.departedMs)
    : isExcusedBySilence(book, one, before, departedMs);

const isExcusedBySilence = (
  book: MailBook,
  one: Case,
  before: Case['accepted'][number],
  departedMs: number,
): boolean =>
  (book.eventsMayBeMissing || book.withheld.has(one.subject)) &&
  !book.acknowledged.has(before.sesMessageId) &&
  departedMs - before.departedMs >= book.settleMs - clockToleranceMs &&
  mayGoTwice(book, one, before);

const whyNotExcused = (
  { acknowledged, newestCallMs }: MailBook,
  before: Case['accepted'][number],
  departedMs: number,
): string =>
  acknowledged.has(before.sesMessageId)
    ? 'although its event was recorded'
    : `${Math.round((departedMs - before.departedMs) / 1000)} s after the first, with ${newestCallMs > before.atMs ? 'later calls' : 'no later call'} recorded`;

const checkDoubled = (book: MailBook, one: Case, accepted: Accepted, departedMs: number): void => {
  for (const before of one.accepted) {
    const isTwice = accepted.recipients.some((recipient) => before.recipients.includes(recipient));
    const bySmtp = before.bySmtp === true || accepted.bySmtp === true;
    if (isTwice && !isExcused(book, one, before, departedMs, bySmtp))
      book.report(
        'doubled',
        one.subject,
        `SES took ${accepted.sesMessageId} for a recipient of ${before.sesMessageId}, ${whyNotExcused(book, before, departedMs)}`,
      );
  }
};

/** Checks that nobody gets a third copy without a person's decision, whatever the events do. */
const checkCopies = ({ report }: MailBook, one: Case, accepted: Accepted): void => {
  const allowed = mostCopies + one.releasedMs.length;
  for (const recipient of accepted.recipients) {
    const copies = one.accepted.filter(({ recipients }) => recipients.includes(recipient)).length;
    if (copies > allowed)
      report(
        'doubled',
        one.subject,
        `SES took ${accepted.sesMessageId}, copy ${copies} for one recipient, and a person released it ${one.releasedMs.length} times`,
      );
  }
};

/** SES accepts a mail. */
export const accept = (book: MailBook, accepted: Accepted): void => {
  const one = book.cases.get(accepted.subject);
  if (one === undefined) return;
  const departedMs =
    one.departures.findLast(
      ({ mark, recipients }) =>
        mark === accepted.mark && recipients.join() === accepted.recipients.join(),
    )?.atMs ?? book.now();
  checkOneMail(book, one, accepted);
  checkDoubled(book, one, accepted, departedMs);
  one.accepted.push({ ...accepted, departedMs });
  checkCopies(book, one, accepted);
};

/** Number of recipients whose mail SES accepted, each acceptance counted. */
export const acceptedRecipients = ({ cases }: MailBook): number =>
  [...cases.values()]
    .flatMap(({ accepted }) => accepted)
    .reduce((sum, { recipients }) => sum + recipients.length, 0);

/** Every mail that SES accepted, by its SES id. */
export const acceptedIds = ({
  cases,
}: MailBook): readonly Pick<Accepted, 'subject' | 'sesMessageId'>[] =>
  [...cases.values()].flatMap(({ accepted }) => accepted);
