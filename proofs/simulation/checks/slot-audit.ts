import type { Ledger } from '../../../shared/pacing/ledger.ts';
import type { AccountReading } from '../../../shared/pacing/ports.ts';
import { epochHour } from '../../../shared/pacing/quota-use.ts';
import type { Rebase } from '../../../shared/pacing/rebase.ts';
import type { Reservation } from '../../../shared/pacing/reservation.ts';
import { minIntervalFor } from '../../../shared/pacing/ses-bucket.ts';
import type { Report } from './violation.ts';

/** Slots that one run has taken. */
interface Block {
  readonly startMs: number;
  readonly intervalMs: number;
  readonly count: number;
}

/** One run of the sender, as far as its slots go. */
export interface SlotBook {
  readonly blocks: Block[];
  /** Recipients that the quota counts for it. */
  charged: number;
  departed: number;
  accepted: number;
  /**
   * The latest that the container's clock has shown: what was due does not become undue when the
   * clock is corrected.
   */
  latestMs: number;
}

export const newSlotBook = (): SlotBook => ({
  blocks: [],
  charged: 0,
  departed: 0,
  accepted: 0,
  latestMs: Number.NEGATIVE_INFINITY,
});

export interface SlotAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly ses: {
    readonly readAccount: () => AccountReading;
    readonly sentLast24Hours: () => number;
  };
}

const roundingMs = 0.5;
/** A mail that left so late, or a clock that was so far off, may have met another at SES. */
const lateMs = 15;
const excuseMs = 5_000;
/**
 * From when the ledger knows of a change of the account until every slot that was taken before is
 * used up.
 */
const settlingMs = 20_000;
/**
 * So long it may take at most until the ledger knows: refresh-quota comes every minute, and a storm
 * may keep it from the table.
 */
const untoldMs = 600_000;
/**
 * What was reserved longer ago than this stands in SES's own figure; a re-base that is slow to be
 * written may lie between.
 */
const confirmedMs = 180_000;
const dayMs = 86_400_000;

const dueBy = ({ startMs, intervalMs, count }: Block, nowMs: number): number =>
  nowMs + roundingMs < startMs
    ? 0
    : Math.min(count, Math.floor((nowMs + roundingMs - startMs) / intervalMs) + 1);

const slotTime = (book: SlotBook, number: number): number | undefined => {
  let left = number;
  for (const { startMs, intervalMs, count } of book.blocks) {
    if (left <= count) return startMs + (left - 1) * intervalMs;
    left -= count;
  }
  return undefined;
};

/** Holds what leaves for SES against the ledger, and the ledger against SES. */
export const createSlotAudit = ({ now, report, ses }: SlotAuditOptions) => {
  let rateExcusedUntilMs = Number.NEGATIVE_INFINITY;
  let quotaExcusedUntilMs = Number.NEGATIVE_INFINITY;
  /**
   * Rate or quota were changed and the ledger does not know; until then the pipeline is not to
   * blame.
   */
  let untoldUntilMs = Number.NEGATIVE_INFINITY;
  const reserved = new Map<number, number>();

  const excuseRate = (untilMs: number): void => {
    rateExcusedUntilMs = Math.max(rateExcusedUntilMs, untilMs);
  };
  const excuseQuota = (untilMs: number): void => {
    quotaExcusedUntilMs = Math.max(quotaExcusedUntilMs, untilMs);
  };
  const isUntold = (): boolean => now() <= untoldUntilMs;
  const isTold = ({ max24Hours, minIntervalMs }: Ledger): boolean => {
    const account = ses.readAccount();
    return (
      max24Hours === account.max24Hours && minIntervalMs === minIntervalFor(account.maxPerSecond)
    );
  };

  /** Recipients that the quota was charged with, of late. */
  const charges: { readonly atMs: number; readonly recipients: number }[] = [];
  const chargedLately = (): number => {
    while ((charges[0]?.atMs ?? now()) < now() - confirmedMs) charges.shift();
    return charges.reduce((sum, { recipients }) => sum + recipients, 0);
  };

  return {
    /** Slots were taken; `book` is that of the run. */
    reserve: (book: SlotBook, before: Ledger, after: Ledger, wish: Reservation): void => {
      const { count } = wish;
      const charge = before.quota - after.quota;
      reserved.set(epochHour(wish.nowMs), (reserved.get(epochHour(wish.nowMs)) ?? 0) + charge);
      book.charged += charge;
      charges.push({ atMs: now(), recipients: charge });
      book.blocks.push({
        startMs: after.tatMs - count * after.intervalMs,
        intervalMs: after.intervalMs,
        count,
      });
      if (after.intervalMs < after.minIntervalMs * (1 - 1e-9))
        report('rate', undefined, 'slots are closer together than the rate allows');
      if (after.tatMs < before.tatMs)
        report('rate', undefined, 'slots were given out a second time');
      // What the quota does not count, or has counted, takes a slot also where none of it is left.
      if (charge > 0 && after.quota < 0)
        report('quota', undefined, 'slots were given out beyond the quota');
      const told = after.sentByHour.get(epochHour(wish.nowMs));
      if (told !== reserved.get(epochHour(wish.nowMs)))
        report(
          'counter',
          undefined,
          `the ledger counts ${told} recipients this hour, and ${reserved.get(epochHour(wish.nowMs))} were reserved`,
        );
    },

    /** SES has taken a mail. */
    accept: (book: SlotBook, subject: string, recipients: number): void => {
      book.accepted += recipients;
      if (book.accepted > book.charged)
        report(
          'quota',
          subject,
          `${book.accepted} recipients were sent to in this run, and the quota counts ${book.charged}`,
        );
    },

    /** A mail leaves, by the clock of its container. */
    depart: (
      book: SlotBook,
      subject: string,
      recipients: number,
      containerNowMs: number,
      clockErrorMs: number,
    ): void => {
      book.departed += recipients;
      book.latestMs = Math.max(book.latestMs, containerNowMs);
      const due = book.blocks.reduce((sum, block) => sum + dueBy(block, book.latestMs), 0);
      if (book.departed > due)
        report(
          'rate',
          subject,
          `${book.departed} recipients have left in this run, and ${due} slots were due`,
        );
      const slotMs = slotTime(book, book.departed);
      const isLate = slotMs === undefined || containerNowMs - slotMs > lateMs;
      // Planned at a higher rate, for half a second of it. More than that may find no room in SES's
      // bucket, and leave none for the next.
      const isTooLarge = recipients > Math.max(1, ses.readAccount().maxPerSecond / 2);
      if (isLate || isTooLarge || Math.abs(clockErrorMs) > lateMs) excuseRate(now() + excuseMs);
    },

    /** The rate or quota of the account changes. */
    limitsChange: (): void => {
      untoldUntilMs = now() + untoldMs;
    },

    /** The network held up a mail. */
    lateArrival: (): void => excuseRate(now() + excuseMs),

    foreignMail: (): void => {
      excuseRate(now() + excuseMs);
      excuseQuota(now() + dayMs + excuseMs);
    },

    rebase: (after: Ledger, change: Rebase): void => {
      if (isUntold() && isTold(after)) {
        untoldUntilMs = Number.NEGATIVE_INFINITY;
        excuseRate(now() + settlingMs);
        excuseQuota(now() + settlingMs);
      }
      const { max24Hours } = ses.readAccount();
      if (!Number.isFinite(max24Hours) || after.max24Hours !== max24Hours) return;
      const left = max24Hours - ses.sentLast24Hours();
      if (after.quota > left && now() > quotaExcusedUntilMs)
        report(
          'counter',
          undefined,
          `the ledger has ${after.quota} recipients left, and SES takes no more than ${left}`,
        );
      const lately = chargedLately();
      if (change.unconfirmed > lately)
        report(
          'counter',
          undefined,
          `the ledger holds ${change.unconfirmed} recipients back, and ${lately} were reserved of late`,
        );
    },

    refused: (subject: string, why: 'rate' | 'quota'): void => {
      if (isUntold()) return;
      if (why === 'rate' && now() > rateExcusedUntilMs)
        report(
          'rate',
          subject,
          'SES refused a mail as above the rate, and nobody else is to blame',
        );
      if (why === 'quota' && now() > quotaExcusedUntilMs)
        report(
          'quota',
          subject,
          'SES refused a mail as above the daily quota, and nobody else is to blame',
        );
    },
  };
};

export type SlotAudit = ReturnType<typeof createSlotAudit>;
