import { lanes } from '../email/streams.ts';
import type { Ledger } from './ledger.ts';
import { fullMargin } from './margin.ts';
import type { SendQuota } from './ports.ts';
import { minIntervalFor } from './ses-bucket.ts';

/** Quota that stands for "no limit"; recipients. Exact in a double. */
const unlimitedQuota = 1e15;

/** The first ledger of an account. */
export const newLedger = (reading: SendQuota, nowMs: number): Ledger => {
  const minIntervalMs = intervalBy(reading) ?? intervalWhileOff;
  return {
    tatMs: nowMs,
    intervalMs: minIntervalMs,
    minIntervalMs,
    quota: Math.max(0, leftBy(reading, reading.sentLast24Hours)),
    unconfirmed: 0,
    max24Hours: reading.max24Hours,
    syncedAtMs: nowMs,
    busyUntilMs: 0,
    adjustedAtMs: nowMs,
    margin: fullMargin,
    sentByHour: new Map(),
    sentByPeriod: new Map(),
    // A closed queue may have been closed under an earlier ledger, so both lanes count as stopped
    // by us.
    stoppedLanes: lanes,
  };
};

/**
 * Time per recipient at the rate that SES reports; ms. Undefined while that rate is 0, when SES
 * takes no mail.
 */
export const intervalBy = ({ maxPerSecond }: SendQuota): number | undefined =>
  maxPerSecond > 0 ? minIntervalFor(maxPerSecond) : undefined;

/**
 * Recipients left in the quota that SES reports after `recipients` were used; 0 while its rate is
 * 0.
 */
export const leftBy = ({ max24Hours, maxPerSecond }: SendQuota, recipients: number): number => {
  if (maxPerSecond <= 0) return 0;
  return Number.isFinite(max24Hours) ? max24Hours - recipients : unlimitedQuota;
};

/** Interval of an account that was switched off before it ever sent; ms. */
const intervalWhileOff = minIntervalFor(1);
