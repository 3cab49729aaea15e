import type { Ledger } from '../../../../shared/pacing/ledger.ts';
import type { AccountReading } from '../../../../shared/pacing/ports.ts';
import { minIntervalFor } from '../../../../shared/pacing/ses-bucket.ts';

/** SES as the audit sees it. */
export interface SesView {
  readonly readAccount: () => AccountReading;
  readonly sentLast24Hours: () => number;
}

/** Times until which refusals of SES are not the pipeline's fault; epoch ms. */
export interface SlotExcuses {
  rateUntilMs: number;
  quotaUntilMs: number;
  /** Rate or quota changed and the ledger does not know yet. */
  ledgerBehindUntilMs: number;
}

const excuseMs = 5_000;
/** Time from the ledger's learning of a change until all earlier slots are used; ms. */
const settlingMs = 20_000;
/**
 * Longest time until the ledger learns of a change; ms. refresh-quota runs every minute, and a
 * storm may keep it from the table.
 */
const ledgerBehindMs = 600_000;
const dayMs = 86_400_000;

export const noExcuses = (): SlotExcuses => ({
  rateUntilMs: Number.NEGATIVE_INFINITY,
  quotaUntilMs: Number.NEGATIVE_INFINITY,
  ledgerBehindUntilMs: Number.NEGATIVE_INFINITY,
});

export const excuseRate = (excuses: SlotExcuses, nowMs: number, ms = excuseMs): void => {
  excuses.rateUntilMs = Math.max(excuses.rateUntilMs, nowMs + ms);
};

const excuseQuota = (excuses: SlotExcuses, nowMs: number, ms: number): void => {
  excuses.quotaUntilMs = Math.max(excuses.quotaUntilMs, nowMs + ms);
};

/** Another program sent through the account. */
export const excuseForeignMail = (excuses: SlotExcuses, nowMs: number): void => {
  excuseRate(excuses, nowMs);
  excuseQuota(excuses, nowMs, dayMs + excuseMs);
};

/** Rate or quota of the account change. */
export const excuseUntilLedgerKnows = (excuses: SlotExcuses, nowMs: number): void => {
  excuses.ledgerBehindUntilMs = nowMs + ledgerBehindMs;
};

export const isLedgerBehind = ({ ledgerBehindUntilMs }: SlotExcuses, nowMs: number): boolean =>
  nowMs <= ledgerBehindUntilMs;

const knowsAccount = ({ max24Hours, minIntervalMs }: Ledger, ses: SesView): boolean => {
  const account = ses.readAccount();
  return (
    max24Hours === account.max24Hours && minIntervalMs === minIntervalFor(account.maxPerSecond)
  );
};

/** The ledger was re-based. If it now knows of the change, only older slots are excused. */
export const learnFromLedger = (
  excuses: SlotExcuses,
  ledger: Ledger,
  ses: SesView,
  nowMs: number,
): void => {
  if (!isLedgerBehind(excuses, nowMs) || !knowsAccount(ledger, ses)) return;
  excuses.ledgerBehindUntilMs = Number.NEGATIVE_INFINITY;
  excuseRate(excuses, nowMs, settlingMs);
  excuseQuota(excuses, nowMs, settlingMs);
};
