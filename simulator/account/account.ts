import { type Refusal, refuse, suspendedAccount } from '../../shared/ses-api/wire/refusal.ts';
import { createForeignSender, type SendingLimits } from './foreign-sender.ts';
import type { LimiterKind } from './limiter.ts';
import { createSendingAllowance } from './sending-allowance.ts';
import type { SuppressionReason } from './suppression-list.ts';

export type EnforcementStatus = 'HEALTHY' | 'PROBATION' | 'SHUTDOWN';

/** Settings of an account that its owner, or AWS, can change. */
export interface AccountSettings extends SendingLimits {
  /**
   * In the sandbox only verified addresses and those of the mailbox simulator can be recipients.
   */
  readonly isSandbox: boolean;
  readonly sendingEnabled: boolean;
  readonly enforcementStatus: EnforcementStatus;
  /** Plan by which SES bills; NONE is à la carte. */
  readonly pricingPlan?: 'NONE' | 'ESSENTIALS' | 'PRO' | 'ENTERPRISE';
  /** Reasons for which the account's suppression list applies. */
  readonly suppressedReasons: readonly SuppressionReason[];
  /** State of the request for production access; absent when none was made. */
  readonly review?: AccountReview;
  /** What Virtual Deliverability Manager recommends; absent: nothing. */
  readonly recommendations?: readonly Recommendation[];
}

export interface AccountReview {
  readonly status: 'PENDING' | 'FAILED' | 'GRANTED' | 'DENIED';
  readonly caseId: string;
}

export interface Recommendation {
  /** `DKIM`, `DMARC`, `SPF`, `BIMI`, … */
  readonly type: string;
  readonly resourceArn: string;
  readonly description: string;
  readonly impact: 'LOW' | 'HIGH';
}

export interface Account {
  readonly settings: () => AccountSettings;
  readonly change: (changes: Partial<AccountSettings>) => void;
  /**
   * Recipients of the last 24 hours that count towards the quota, including those of other senders.
   */
  readonly sentLast24Hours: () => number;
  /** Refusal of every mail while the account is paused. */
  readonly pausedBy: () => Refusal | undefined;
  /**
   * Takes the recipients from rate and quota, all or none.
   *
   * @param recipients - number of all recipients, which counts towards the rate
   * @param countedRecipients - number that counts towards the quota: all but the mailbox
   *   simulator's
   */
  readonly admit: (recipients: number, countedRecipients: number) => Refusal | undefined;
  /** Starts another sender, which uses this share (0 to 1) of the rate. */
  readonly addForeignSender: (share: number, seconds: number) => void;
  readonly foreignRecipients: () => number;
}

export interface AccountOptions {
  readonly settings: AccountSettings;
  readonly limiter: LimiterKind;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Rate, quota and state of the account. Only this module decides whether there is room for a mail.
 */
export const createAccount = ({ settings: initial, limiter, clock }: AccountOptions): Account => {
  let settings = initial;
  const allowance = createSendingAllowance(limiter, initial.maxSendRate, clock());
  const foreign = createForeignSender(allowance);

  /** The present time; first counts everything that the foreign sender has sent until then. */
  const caughtUp = (): number => {
    const nowMs = clock();
    foreign.catchUp(settings, nowMs);
    return nowMs;
  };

  return {
    settings: () => settings,
    change: (changes) => {
      const nowMs = caughtUp();
      settings = { ...settings, ...changes };
      allowance.changeRate(settings.maxSendRate, nowMs);
    },
    sentLast24Hours: () => allowance.sentLast24Hours(caughtUp()),
    pausedBy: () => pausedBy(settings),
    admit: (recipients, countedRecipients) => {
      const nowMs = caughtUp();
      return allowance.take(recipients, countedRecipients, settings.max24HourSend, nowMs);
    },
    addForeignSender: (share, seconds) => foreign.begin(share, seconds, caughtUp()),
    foreignRecipients: () => {
      caughtUp();
      return foreign.recipients();
    },
  };
};

const pausedBy = ({ enforcementStatus, sendingEnabled }: AccountSettings): Refusal | undefined => {
  if (enforcementStatus === 'SHUTDOWN') return suspendedAccount;
  return sendingEnabled
    ? undefined
    : refuse('AccountSendingPausedException', 'Email sending is disabled for this account.');
};
