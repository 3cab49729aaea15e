import { describe, expect, it } from '@jest/globals';
import { ledgerGauges } from '../../../functions/refresh-quota/ledger-gauges.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const ledger = newLedger({ max24Hours: 1_000, maxPerSecond: 20, sentLast24Hours: 250 }, noon);

describe('ledgerGauges', () => {
  it('tells the part of the quota that is gone, the rate in force, and how far ahead slots are taken', () => {
    expect(ledgerGauges({ ...ledger, tatMs: noon + 1_500, intervalMs: 100 }, noon)).toEqual([
      { name: 'QuotaUsed', value: 25 },
      { name: 'SendRate', value: 10 },
      { name: 'LedgerLag', value: 1_500 },
    ]);
  });

  it('names an account that is not the own one', () => {
    for (const gauge of ledgerGauges(ledger, noon, '1#eu')) expect(gauge.account).toBe('1#eu');
  });

  it('has no lag while nothing is reserved, and no part of a quota where there is none', () => {
    const free = newLedger(
      { max24Hours: Number.POSITIVE_INFINITY, maxPerSecond: 20, sentLast24Hours: 0 },
      noon,
    );

    expect(ledgerGauges(free, noon + 60_000)).toEqual([
      { name: 'SendRate', value: 20 },
      { name: 'LedgerLag', value: 0 },
    ]);
  });

  it('counts a quota of nothing as used up', () => {
    const none = newLedger({ max24Hours: 0, maxPerSecond: 1, sentLast24Hours: 0 }, noon);

    expect(ledgerGauges(none, noon)[0]).toEqual({ name: 'QuotaUsed', value: 100 });
  });
});
