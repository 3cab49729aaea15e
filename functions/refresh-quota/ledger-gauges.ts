import type { Ledger } from '../../shared/pacing/ledger.ts';
import type { Gauge } from '../../shared/telemetry/ports.ts';

/**
 * Gauges of one send ledger: share of the quota in use, send rate, and how far ahead the next free
 * slot lies.
 *
 * @param account - label of an account that a tenant brings; undefined for the pipeline's own
 */
export const ledgerGauges = (ledger: Ledger, nowMs: number, account?: string): readonly Gauge[] => {
  const of = account === undefined ? {} : { account };
  const used =
    ledger.max24Hours > 0 ? Math.max(0, 100 * (1 - ledger.quota / ledger.max24Hours)) : 100;
  return [
    ...(Number.isFinite(ledger.max24Hours)
      ? [{ name: 'QuotaUsed', value: used, ...of } as const]
      : []),
    { name: 'SendRate', value: 1000 / ledger.intervalMs, ...of },
    { name: 'LedgerLag', value: Math.max(0, ledger.tatMs - nowMs), ...of },
  ];
};
