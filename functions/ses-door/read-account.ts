import type { Ledger } from '../../shared/pacing/ledger.ts';
import type { AccountFacts } from './ports.ts';

/** SES has not been asked for the quota of an account yet. */
class NoLedger extends Error {
  override readonly name = 'NoLedger';
}

/**
 * Quota and rate as the send ledger has them.
 *
 * @throws NoLedger when refresh-quota has not written it yet
 */
export const quotaOf = (ledger: Ledger | undefined): AccountFacts['quota'] => {
  if (ledger === undefined) throw new NoLedger();
  const { max24Hours, quota, minIntervalMs, sentByHour } = ledger;
  return {
    max24Hours,
    maxPerSecond: Math.round(1_000_000 / minIntervalMs) / 1_000,
    sentLast24Hours: Number.isFinite(max24Hours)
      ? Math.max(0, max24Hours - quota)
      : [...sentByHour.values()].reduce((sum, sent) => sum + sent, 0),
  };
};
