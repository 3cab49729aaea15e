import { quotaThrottle, type Refusal, rateThrottle } from '../../shared/ses-api/wire/refusal.ts';
import { addToDay, type DailyCount, emptyDay, fitsDay, rollDay } from './daily-count.ts';
import {
  changeRate,
  forceRecipients,
  type Limiter,
  type LimiterKind,
  newLimiter,
  takeRecipients,
} from './limiter.ts';

/** The remaining rate and quota. Times are epoch milliseconds and must not run backwards. */
export interface SendingAllowance {
  /**
   * Takes recipients, all or none.
   *
   * @param recipients - number of all recipients, which counts towards the rate
   * @param counted - number that counts towards the quota
   */
  readonly take: (
    recipients: number,
    counted: number,
    quota: number,
    nowMs: number,
  ) => Refusal | undefined;
  /** Takes one recipient, whatever the rate; false when the quota has no room. */
  readonly forceOne: (quota: number, atMs: number) => boolean;
  readonly changeRate: (ratePerSecond: number, nowMs: number) => void;
  readonly sentLast24Hours: (nowMs: number) => number;
}

export const createSendingAllowance = (
  kind: LimiterKind,
  ratePerSecond: number,
  nowMs: number,
): SendingAllowance => {
  let limiter: Limiter = newLimiter(kind, ratePerSecond, nowMs);
  let day: DailyCount = emptyDay;
  return {
    take: (recipients, counted, quota, atMs) => {
      if (!fitsDay(day, counted, quota, atMs)) return quotaThrottle;
      const outcome = takeRecipients(limiter, recipients, atMs);
      limiter = outcome.limiter;
      if (!outcome.isTaken) return rateThrottle;
      if (counted > 0) day = addToDay(day, counted, atMs);
      return undefined;
    },
    forceOne: (quota, atMs) => {
      if (!fitsDay(day, 1, quota, atMs)) return false;
      limiter = forceRecipients(limiter, 1, atMs);
      day = addToDay(day, 1, atMs);
      return true;
    },
    changeRate: (rate, atMs) => {
      limiter = changeRate(limiter, rate, atMs);
    },
    sentLast24Hours: (atMs) => {
      day = rollDay(day, atMs);
      return day.recipients;
    },
  };
};
