import type { Ledger } from '../../../../shared/pacing/ledger.ts';
import { epochHour } from '../../../../shared/pacing/quota-use.ts';
import type { Rebase } from '../../../../shared/pacing/rebase.ts';
import type { Reservation } from '../../../../shared/pacing/reservation.ts';
import type { Report } from '../violation.ts';
import type { SesView } from './slot-excuses.ts';

/** Recipients charged to the quota, as the ledger should have them. */
export interface LedgerCounts {
  /** Recipients by hour. */
  readonly byHour: Map<number, number>;
  /** Recent charges. */
  readonly charges: { readonly atMs: number; readonly recipients: number }[];
}

export const noCounts = (): LedgerCounts => ({ byHour: new Map(), charges: [] });

/**
 * Age from which reservations are in SES's own figure; ms. A re-base that is written late may come
 * in between.
 */
const confirmedMs = 180_000;

export const chargedLately = ({ charges }: LedgerCounts, nowMs: number): number => {
  while ((charges[0]?.atMs ?? nowMs) < nowMs - confirmedMs) charges.shift();
  return charges.reduce((sum, { recipients }) => sum + recipients, 0);
};

/** Counts recipients charged in this hour of the ledger. */
export const countCharge = (
  { byHour, charges }: LedgerCounts,
  { nowMs }: Reservation,
  recipients: number,
  atMs: number,
): void => {
  const hour = epochHour(nowMs);
  byHour.set(hour, (byHour.get(hour) ?? 0) + recipients);
  charges.push({ atMs, recipients });
};

export const checkHour = (
  { byHour }: LedgerCounts,
  { sentByHour }: Ledger,
  { nowMs }: Reservation,
  report: Report,
): void => {
  const [counted, reserved] = [sentByHour.get(epochHour(nowMs)), byHour.get(epochHour(nowMs))];
  if (counted !== reserved)
    report(
      'counter',
      undefined,
      `the ledger counts ${counted} recipients this hour, and ${reserved} were reserved`,
    );
};

/** Checks that the ledger has no more quota left than SES. */
export const checkQuotaLeft = (ledger: Ledger, left: number, report: Report): void => {
  if (ledger.quota > left)
    report(
      'counter',
      undefined,
      `the ledger has ${ledger.quota} recipients left, and SES takes no more than ${left}`,
    );
};

/** Checks that the ledger holds back no more quota than SES may not have counted yet. */
export const checkHeldBack = ({ unconfirmed }: Rebase, lately: number, report: Report): void => {
  if (unconfirmed > lately)
    report(
      'counter',
      undefined,
      `the ledger holds ${unconfirmed} recipients back, and ${lately} were reserved of late`,
    );
};

/** Recipients left at SES; undefined where the ledger does not know its quota. */
export const quotaLeftAtSes = (ledger: Ledger, ses: SesView): number | undefined => {
  const { max24Hours } = ses.readAccount();
  return Number.isFinite(max24Hours) && ledger.max24Hours === max24Hours
    ? max24Hours - ses.sentLast24Hours()
    : undefined;
};
