import {
  quotaThrottle,
  type Refusal,
  rateThrottle,
  refuse,
  suspendedAccount,
} from '../api/refusal.ts';
import { addToDay, type DailyCount, emptyDay, fitsDay, rollDay } from './daily-count.ts';
import {
  changeRate,
  forceRecipients,
  type Limiter,
  type LimiterKind,
  newLimiter,
  takeRecipients,
} from './limiter.ts';

export type EnforcementStatus = 'HEALTHY' | 'PROBATION' | 'SHUTDOWN';

/** What an operator, or AWS, can set on an account. */
export interface AccountSettings {
  /** Recipients per second. */
  readonly maxSendRate: number;
  /** Recipients per rolling 24 hours; −1 is no limit. */
  readonly max24HourSend: number;
  /** In the sandbox only verified recipients and the mailbox simulator can be written to. */
  readonly isSandbox: boolean;
  readonly sendingEnabled: boolean;
  readonly enforcementStatus: EnforcementStatus;
}

/** Somebody else who sends on the same account, evenly, at a share of its rate. */
interface ForeignSender {
  readonly share: number;
  readonly untilMs: number;
  readonly nextAtMs: number;
}

export interface Account {
  readonly settings: () => AccountSettings;
  readonly change: (changes: Partial<AccountSettings>) => void;
  /** Recipients of the last 24 hours that count, foreign ones included. */
  readonly sentLast24Hours: () => number;
  /** Why the account may not send at all now, if so. */
  readonly pausedBy: () => Refusal | undefined;
  /**
   * Takes the recipients out of rate and quota, all or none.
   *
   * @param recipients - all of them; these count to the rate
   * @param countedRecipients - those that count to the quota, which is all but the mailbox simulator's
   */
  readonly admit: (recipients: number, countedRecipients: number) => Refusal | undefined;
  /** From now, another sender takes this share (0 to 1) of the rate. */
  readonly addForeignSender: (share: number, seconds: number) => void;
  readonly foreignRecipients: () => number;
}

export interface AccountOptions {
  readonly settings: AccountSettings;
  readonly limiter: LimiterKind;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The account's rate, quota and state: the only place that decides whether there is room for a mail. */
export const createAccount = ({
  settings: initial,
  limiter: kind,
  clock,
}: AccountOptions): Account => {
  let settings = initial;
  let limiter: Limiter = newLimiter(kind, initial.maxSendRate, clock());
  let day: DailyCount = emptyDay;
  let foreign: ForeignSender | undefined;
  let foreignRecipients = 0;

  const take = (recipients: number, counted: number, nowMs: number): Refusal | undefined => {
    if (!fitsDay(day, counted, settings.max24HourSend, nowMs)) return quotaThrottle;
    const outcome = takeRecipients(limiter, recipients, nowMs);
    limiter = outcome.limiter;
    if (!outcome.isTaken) return rateThrottle;
    if (counted > 0) day = addToDay(day, counted, nowMs);
    return undefined;
  };

  /** The foreign sender gets his share always; it is taken when somebody looks, at the times at which it was due. */
  const catchUpForeign = (nowMs: number): void => {
    while (foreign !== undefined && foreign.nextAtMs <= Math.min(nowMs, foreign.untilMs)) {
      const { nextAtMs, share } = foreign;
      foreign = { ...foreign, nextAtMs: nextAtMs + 1000 / (settings.maxSendRate * share) };
      if (!fitsDay(day, 1, settings.max24HourSend, nextAtMs)) continue;
      limiter = forceRecipients(limiter, 1, nextAtMs);
      day = addToDay(day, 1, nextAtMs);
      foreignRecipients += 1;
    }
    if (foreign !== undefined && nowMs > foreign.untilMs) foreign = undefined;
  };

  return {
    settings: () => settings,
    change: (changes) => {
      const nowMs = clock();
      catchUpForeign(nowMs);
      settings = { ...settings, ...changes };
      limiter = changeRate(limiter, settings.maxSendRate, nowMs);
    },
    sentLast24Hours: () => {
      const nowMs = clock();
      catchUpForeign(nowMs);
      day = rollDay(day, nowMs);
      return day.recipients;
    },
    pausedBy: () => {
      if (settings.enforcementStatus === 'SHUTDOWN') return suspendedAccount;
      return settings.sendingEnabled
        ? undefined
        : refuse('AccountSendingPausedException', 'Email sending is disabled for this account.');
    },
    admit: (recipients, countedRecipients) => {
      const nowMs = clock();
      catchUpForeign(nowMs);
      return take(recipients, countedRecipients, nowMs);
    },
    addForeignSender: (share, seconds) => {
      const nowMs = clock();
      catchUpForeign(nowMs);
      foreign = share > 0 ? { share, untilMs: nowMs + seconds * 1000, nextAtMs: nowMs } : undefined;
    },
    foreignRecipients: () => {
      catchUpForeign(clock());
      return foreignRecipients;
    },
  };
};
