import type { MessageRecord } from '../../../shared/messages/message-record.ts';
import type { Accepted } from '../models/ses.ts';
import type { SesEvent } from '../models/ses-event.ts';
import type { Errand } from '../traffic.ts';
import { accept, acceptedIds, acceptedRecipients } from './mail/accepted-mail.ts';
import { call, depart, type LeavingMail, refuse } from './mail/leaving-mail.ts';
import { type MailAuditOptions, type MailBook, newMailBook } from './mail/mail-book.ts';
import { closeMailBook } from './mail/mail-ends.ts';
import { deadLetter, enqueue, release, releaseByPause } from './mail/queued-mail.ts';
import { suppress, suppressByEvent, suppressForAWhile } from './mail/suppressed-addresses.ts';

/** Compares the mail that SES accepted with the mail put on the queues. */
export const createMailAudit = (options: MailAuditOptions) => {
  const book = newMailBook(options);
  return {
    ...queueSide(book),
    ...sesSide(book),
    ...permissions(book),
    ...feedbackSide(book),
    close: (recordOf: (subject: string) => MessageRecord | undefined) =>
      closeMailBook(book, recordOf),
  };
};

/** Events of mail on its queues. */
const queueSide = (book: MailBook) => ({
  enqueue: (subject: string, errand: Errand) => enqueue(book, subject, errand),
  release: (subject: string) => release(book, subject),
  releaseByPause: (subject: string, record: MessageRecord | undefined) =>
    releaseByPause(book, subject, record),
  deadLetter: (subject: string, mark: string, conflictAtMs: number | undefined) =>
    deadLetter(book, subject, mark, conflictAtMs),
});

/** Events between the sender and SES. */
const sesSide = (book: MailBook) => ({
  call: (subject: string, part: string) => call(book, subject, part),
  refuse: (subject: string, part: string, copyMs: number) => refuse(book, subject, part, copyMs),
  depart: (mail: LeavingMail) => depart(book, mail),
  accept: (accepted: Accepted) => accept(book, accepted),
  acceptedIds: () => acceptedIds(book),
  acceptedRecipients: () => acceptedRecipients(book),
});

/** Suppressions and pauses. */
const permissions = (book: MailBook) => ({
  suppressed: (address: string, scope: string) => suppress(book, address, scope),
  suppressedByEvent: (address: string, scope: string) => suppressByEvent(book, address, scope),
  suppressedForAWhile: (address: string, scope: string) => suppressForAWhile(book, address, scope),
  /** What is over the budget of a tenant is refused. */
  refuseOverBudget: (tenantId: string): void => void book.refusing.add(tenantId),
  /** An operator pauses a tenant, or resumes its mail. */
  pause: (tenantId: string): void => void book.pausedSinceMs.set(tenantId, book.now()),
  resume: (tenantId: string): void => void book.pausedSinceMs.delete(tenantId),
});

/** Events of SES, and how far they are recorded. */
const feedbackSide = (book: MailBook) => ({
  /** A Send event of a call at this time is recorded in the table. */
  sendRecorded: (callMs: number): void => {
    book.newestCallMs = Math.max(book.newestCallMs, callMs);
  },
  /** A recorder answered that it has the event. */
  acknowledge: (event: SesEvent): void => void book.acknowledged.add(event.sesMessageId),
  /** Its events could not be recorded, because the table was unreachable. */
  withhold: (subject: string): void => void book.withheld.add(subject),
});

export type MailAudit = ReturnType<typeof createMailAudit>;
