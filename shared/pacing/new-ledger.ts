import { lanes } from '../email/streams.ts';
import type { Ledger } from './ledger.ts';
import { fullMargin } from './margin.ts';
import type { SendQuota } from './ports.ts';
import { minIntervalFor } from './ses-bucket.ts';

/** Recipients that stand for "no limit" in the counted quota; exact in a double. */
const unlimitedQuota = 1e15;

/** A ledger for an account that has none. */
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
    // A new ledger does not know: a closed queue may have been closed by the one before.
    stoppedLanes: lanes,
  };
};

/**
 * Time per recipient by SES's word; undefined while its rate is 0, when it takes no mail at all.
 */
export const intervalBy = ({ maxPerSecond }: SendQuota): number | undefined =>
  maxPerSecond > 0 ? minIntervalFor(maxPerSecond) : undefined;

/** Recipients left by SES's word when so many are used: none while its rate is 0. */
export const leftBy = ({ max24Hours, maxPerSecond }: SendQuota, recipients: number): number => {
  if (maxPerSecond <= 0) return 0;
  return Number.isFinite(max24Hours) ? max24Hours - recipients : unlimitedQuota;
};

/** Interval of an account that was switched off before it ever sent. */
const intervalWhileOff = minIntervalFor(1);
