import type { AccountReading } from '../../../shared/pacing/ports.ts';
import { addToDay, emptyDay, fitsDay, rollDay } from '../../../simulator/account/daily-count.ts';
import {
  changeRate,
  forceRecipients,
  type LimiterKind,
  newLimiter,
  takeRecipients,
} from '../../../simulator/account/limiter.ts';
import type { Timeline } from '../world/timeline.ts';

export interface AccountLimits {
  readonly limiter: LimiterKind;
  readonly ratePerSecond: number;
  /** -1 is no limit. */
  readonly max24Hours: number;
}

/** A change of the account by AWS. */
export interface LimitsChange {
  readonly ratePerSecond?: number;
  readonly max24Hours?: number;
  readonly isPaused?: boolean;
}

/** Limits of one account: rate, rolling 24-hour quota, and pause. */
export interface SesAccount {
  readonly isPaused: () => boolean;
  /** Whether the quota has room for these recipients. */
  readonly fitsQuota: (recipients: number) => boolean;
  /** Takes tokens out of the rate's bucket; false when there are too few. */
  readonly takeFromRate: (recipients: number) => boolean;
  /** Counts sent recipients. */
  readonly count: (recipients: number) => void;
  readonly readAccount: () => AccountReading;
  readonly change: (change: LimitsChange) => void;
  /** Mail of another program on the same account. */
  readonly sendForeign: (recipients: number) => void;
  readonly sentLast24Hours: () => number;
}

/** Lag of SES's own 24-hour count; ms. */
const countLagMs = 10_000;

export const createSesAccount = (timeline: Timeline, limits: AccountLimits): SesAccount => {
  let limiter = newLimiter(limits.limiter, limits.ratePerSecond, timeline.now());
  const quota = createQuota(timeline, limits.max24Hours);
  let isPaused = false;
  return {
    isPaused: () => isPaused,
    fitsQuota: quota.fits,
    takeFromRate: (recipients) => {
      const take = takeRecipients(limiter, recipients, timeline.now());
      limiter = take.limiter;
      return take.isTaken;
    },
    count: quota.count,
    readAccount: () => ({
      max24Hours: quota.limit(),
      maxPerSecond: limiter.ratePerSecond,
      sentLast24Hours: quota.shownLast24Hours(),
      isPaused,
      enforcementStatus: 'HEALTHY',
      isSandbox: false,
    }),
    change: (change) => {
      if (change.ratePerSecond !== undefined)
        limiter = changeRate(limiter, change.ratePerSecond, timeline.now());
      if (change.max24Hours !== undefined) quota.change(change.max24Hours);
      if (change.isPaused !== undefined) isPaused = change.isPaused;
    },
    sendForeign: (recipients) => {
      limiter = forceRecipients(limiter, recipients, timeline.now());
      quota.count(recipients);
    },
    sentLast24Hours: quota.sentLast24Hours,
  };
};

/** The 24-hour quota, and SES's count of it, which lags. */
const createQuota = (timeline: Timeline, limit: number) => {
  let day = emptyDay;
  let max24Hours = limit;
  /** Recipients that SES's own count does not show yet. */
  let uncounted = 0;
  const sentLast24Hours = (): number => {
    day = rollDay(day, timeline.now());
    return day.recipients;
  };
  return {
    fits: (recipients: number) => fitsDay(day, recipients, max24Hours, timeline.now()),
    count: (recipients: number): void => {
      const nowMs = timeline.now();
      if (max24Hours >= 0) day = addToDay(day, recipients, nowMs);
      uncounted += recipients;
      timeline.at(nowMs + countLagMs, () => {
        uncounted -= recipients;
      });
    },
    change: (changed: number): void => {
      max24Hours = changed;
    },
    limit: () => (max24Hours < 0 ? Number.POSITIVE_INFINITY : max24Hours),
    sentLast24Hours,
    shownLast24Hours: () => Math.max(0, sentLast24Hours() - uncounted),
  };
};
