import { describe, expect, it } from '@jest/globals';
import { type Ledger, roomFor } from '../../../shared/pacing/ledger.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { applyRebase, rebase } from '../../../shared/pacing/rebase.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const account = (rate: number, quota = 50_000): Ledger =>
  newLedger({ max24Hours: quota, maxPerSecond: rate, sentLast24Hours: 0 }, noon);

describe('ledger', () => {
  it('lets bulk mail have what may have been counted twice: the reserve is left by SES’s word', () => {
    const ledger: Ledger = {
      ...account(14, 50_000),
      sentByHour: new Map([[Math.floor(noon / 3_600_000), 1_500]]),
      sentByPeriod: new Map([[Math.floor(noon / 30_000), 1_500]]),
    };
    const after = applyRebase(
      ledger,
      rebase(ledger, { max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 47_000 }, noon),
    );

    expect(roomFor(after, 'transactional')).toBe(50_000 - 47_000 - 1_500);
    expect(roomFor(after, 'bulk')).toBe(47_500 - 47_000);
    expect(roomFor({ ...after, quota: 100, unconfirmed: 9_000 }, 'bulk')).toBe(100);
  });
});
