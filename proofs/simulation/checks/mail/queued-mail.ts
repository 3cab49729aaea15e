import type { MessageRecord } from '../../../../shared/messages/message-record.ts';
import type { Accepted } from '../../models/ses.ts';
import type { Errand } from '../../traffic.ts';
import { type MailBook, newCase } from './mail-book.ts';

/** A producer enqueues a copy of a mail. */
export const enqueue = ({ cases }: MailBook, subject: string, errand: Errand): void => {
  const one = cases.get(subject) ?? newCase(subject);
  cases.set(subject, one);
  one.copies += 1;
  if (!one.rivals.has(errand.mark))
    one.rivals.set(errand.mark, { errand, deadLetters: 0, isRefused: false });
};

/** A person releases it. */
export const release = ({ cases, now }: MailBook, subject: string): void =>
  void cases.get(subject)?.releasedMs.push(now());

/** The end of a pause releases it, without a person's decision. */
export const releaseByPause = (
  { cases, report }: MailBook,
  subject: string,
  record: MessageRecord | undefined,
): void => {
  const one = cases.get(subject);
  if (one === undefined) return;
  one.endsOfPauses += 1;
  const isKnown = ({ part }: Accepted): boolean =>
    record?.sent.some((sent) => String(sent.part) === part) ?? false;
  if (one.accepted.some((accepted) => !isKnown(accepted)))
    report('doubled', subject, 'the end of a pause releases mail that SES has taken already');
};

/**
 * @param conflictAtMs - when the dead letter said that its id is that of another mail; undefined when
 *   it says something else. The id may become its own later, when the other mail fails, and another
 *   copy is sent then
 */
export const deadLetter = (
  { cases, report }: MailBook,
  subject: string,
  mark: string,
  conflictAtMs: number | undefined,
): void => {
  const one = cases.get(subject);
  const rival = one?.rivals.get(mark);
  if (one === undefined || rival === undefined) {
    report('state', subject, 'a dead letter that nobody has put on a queue');
    return;
  }
  rival.deadLetters += 1;
  if (conflictAtMs === undefined) return;
  rival.isRefused = true;
  if (one.rivals.size === 1)
    report('conflict', subject, 'a mail is refused for another that nobody has put on a queue');
  if (one.accepted.some(({ mark: own, departedMs }) => own === mark && departedMs < conflictAtMs))
    report('conflict', subject, 'a mail is refused although the id is its own');
};
