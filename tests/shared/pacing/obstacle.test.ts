import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { lookForQuotaAt, obstacle } from '../../../shared/pacing/obstacle.ts';
import { reservation } from '../../../shared/pacing/reservation.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const account = (rate: number, quota = 50_000): Ledger =>
  newLedger({ max24Hours: quota, maxPerSecond: rate, sentLast24Hours: 0 }, noon);
const far = Number.MAX_SAFE_INTEGER;

describe('obstacle', () => {
  it('says when to look for quota again: after the next re-base, within little more than a minute', () =>
    fc.assert(
      fc.property(fc.integer({ min: -600_000, max: 600_000 }), (sinceMs) => {
        const atMs = lookForQuotaAt({ ...account(10), syncedAtMs: noon - sinceMs }, noon);

        expect(atMs).toBeGreaterThan(noon);
        expect(atMs).toBeLessThanOrEqual(noon + 65_000);
        if (sinceMs >= 0 && sinceMs < 60_000) expect(atMs).toBe(noon - sinceMs + 65_000);
      }),
    ));

  it('calls a next slot impossible that is further away than two minutes and one call', () => {
    const wild = { ...account(14), tatMs: noon + 120_001 + (50 * 1000) / 14 };
    const wish = reservation(
      wild,
      { lane: 'transactional', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(obstacle(wild, wish)).toEqual({ kind: 'impossible' });
  });
});
