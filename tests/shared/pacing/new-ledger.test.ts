import { describe, expect, it } from '@jest/globals';
import { intervalBy, leftBy, newLedger } from '../../../shared/pacing/new-ledger.ts';
import { minIntervalFor } from '../../../shared/pacing/ses-bucket.ts';

const nowMs = Date.UTC(2026, 10, 21);
const reading = { max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 1_200 };

describe('new-ledger', () => {
  it("begins with what SES leaves of the quota, and with SES's rate in full", () => {
    expect(newLedger(reading, nowMs)).toMatchObject({
      tatMs: nowMs,
      intervalMs: minIntervalFor(14),
      minIntervalMs: minIntervalFor(14),
      quota: 48_800,
      max24Hours: 50_000,
      unconfirmed: 0,
      busyUntilMs: 0,
    });
  });

  it('takes both queues for closed, for the ledger before it may have closed them', () => {
    expect([...newLedger(reading, nowMs).stoppedLanes].toSorted()).toEqual([
      'bulk',
      'transactional',
    ]);
  });

  it('has no recipients left where SES counts more than its quota', () => {
    expect(newLedger({ ...reading, sentLast24Hours: 60_000 }, nowMs).quota).toBe(0);
  });

  it('has none, and keeps to one a second, while the account is switched off', () => {
    const off = newLedger({ ...reading, maxPerSecond: 0 }, nowMs);

    expect([off.quota, off.intervalMs, off.minIntervalMs]).toEqual([
      0,
      minIntervalFor(1),
      minIntervalFor(1),
    ]);
    expect(intervalBy({ ...reading, maxPerSecond: 0 })).toBeUndefined();
    expect(leftBy({ ...reading, maxPerSecond: 0 }, 0)).toBe(0);
  });

  it('leaves as good as no limit where SES has none, however many were sent', () => {
    const none = { ...reading, max24Hours: Number.POSITIVE_INFINITY };

    expect(leftBy(none, 1_000_000)).toBe(leftBy(none, 0));
    expect(leftBy(none, 0)).toBeGreaterThan(1e12);
    expect(Number.isSafeInteger(leftBy(none, 0))).toBe(true);
  });
});
