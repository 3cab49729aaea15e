import type { Ledger } from '../../../shared/pacing/ledger.ts';
import type { Rebase } from '../../../shared/pacing/rebase.ts';
import type { Reservation } from '../../../shared/pacing/reservation.ts';
import {
  chargedLately,
  checkHeldBack,
  checkHour,
  checkQuotaLeft,
  countCharge,
  type LedgerCounts,
  noCounts,
  quotaLeftAtSes,
} from './slots/ledger-counts.ts';
import { dueSlots, type SlotBook, slotTime } from './slots/slot-book.ts';
import {
  excuseForeignMail,
  excuseRate,
  excuseUntilLedgerKnows,
  isLedgerBehind,
  learnFromLedger,
  noExcuses,
  type SesView,
  type SlotExcuses,
} from './slots/slot-excuses.ts';
import type { Report } from './violation.ts';

export interface SlotAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly ses: SesView;
}

/** State of the audit. */
interface Watch extends SlotAuditOptions {
  readonly excuses: SlotExcuses;
  readonly counts: LedgerCounts;
}

/** Departure of a mail, by its container's clock. */
export interface Departure {
  readonly subject: string;
  readonly recipients: number;
  readonly containerNowMs: number;
  readonly clockErrorMs: number;
  /** Longest time that it may wait at its slot for mail of the same request; ms. */
  readonly gatheringMs: number;
}

/**
 * Lateness of a mail, or error of a clock, from which a mail may collide with another one at SES;
 * ms.
 */
const lateMs = 15;

/** Checks departures against the ledger, and the ledger against SES. */
export const createSlotAudit = (options: SlotAuditOptions) => {
  const { now } = options;
  const excuses = noExcuses();
  const watch: Watch = { ...options, excuses, counts: noCounts() };
  return {
    /** Slots were reserved; `book` is that of the run. */
    reserve: (book: SlotBook, before: Ledger, after: Ledger, wish: Reservation) =>
      reserve(watch, book, before, after, wish),
    /** SES accepted a mail. */
    accept: (book: SlotBook, subject: string, recipients: number) =>
      accept(watch, book, subject, recipients),
    depart: (book: SlotBook, mail: Departure) => depart(watch, book, mail),
    rebase: (after: Ledger, change: Rebase) => rebase(watch, after, change),
    refused: (subject: string, why: 'rate' | 'quota') => refuse(watch, subject, why),
    /** The rate or quota of the account changes. */
    limitsChange: () => excuseUntilLedgerKnows(excuses, now()),
    /** The network delayed a mail. */
    lateArrival: () => excuseRate(excuses, now()),
    foreignMail: () => excuseForeignMail(excuses, now()),
  };
};

const reserve = (
  { now, report, counts }: Watch,
  book: SlotBook,
  before: Ledger,
  after: Ledger,
  wish: Reservation,
): void => {
  const { count } = wish;
  const { intervalMs } = after;
  const charge = before.quota - after.quota;
  book.charged += charge;
  book.blocks.push({ startMs: after.tatMs - count * intervalMs, intervalMs, count });
  countCharge(counts, wish, charge, now());
  if (intervalMs < after.minIntervalMs * (1 - 1e-9))
    report('rate', undefined, 'slots are closer together than the rate allows');
  if (after.tatMs < before.tatMs) report('rate', undefined, 'slots were given out a second time');
  // Exempt or already charged recipients take slots even when no quota is left.
  if (charge > 0 && after.quota < 0)
    report('quota', undefined, 'slots were given out beyond the quota');
  checkHour(counts, after, wish, report);
};

const accept = ({ report }: Watch, book: SlotBook, subject: string, recipients: number): void => {
  book.accepted += recipients;
  if (book.accepted > book.charged)
    report(
      'quota',
      subject,
      `${book.accepted} recipients were sent to in this run, and the quota counts ${book.charged}`,
    );
};

const depart = ({ now, report, ses, excuses }: Watch, book: SlotBook, mail: Departure): void => {
  const { subject, recipients, containerNowMs, clockErrorMs, gatheringMs } = mail;
  book.departed += recipients;
  book.latestMs = Math.max(book.latestMs, containerNowMs);
  const due = dueSlots(book);
  if (book.departed > due)
    report(
      'rate',
      subject,
      `${book.departed} recipients have left in this run, and ${due} slots were due`,
    );
  const slotMs = slotTime(book, book.departed);
  const isLate = slotMs === undefined || containerNowMs - slotMs > lateMs + gatheringMs;
  // Planned at a higher rate, for half a second of it. A larger call may find no room in SES's
  // bucket, and leaves none for the next.
  const isTooLarge = recipients > Math.max(1, ses.readAccount().maxPerSecond / 2);
  if (isLate || isTooLarge || Math.abs(clockErrorMs) > lateMs) excuseRate(excuses, now());
};

const rebase = (
  { now, report, ses, excuses, counts }: Watch,
  after: Ledger,
  change: Rebase,
): void => {
  learnFromLedger(excuses, after, ses, now());
  const left = quotaLeftAtSes(after, ses);
  if (left === undefined) return;
  if (now() > excuses.quotaUntilMs) checkQuotaLeft(after, left, report);
  checkHeldBack(change, chargedLately(counts, now()), report);
};

const refuse = ({ now, report, excuses }: Watch, subject: string, why: 'rate' | 'quota'): void => {
  if (isLedgerBehind(excuses, now())) return;
  if (why === 'rate' && now() > excuses.rateUntilMs)
    report('rate', subject, 'SES refused a mail as above the rate, and nobody else is to blame');
  if (why === 'quota' && now() > excuses.quotaUntilMs)
    report(
      'quota',
      subject,
      'SES refused a mail as above the daily quota, and nobody else is to blame',
    );
};

export type SlotAudit = ReturnType<typeof createSlotAudit>;
