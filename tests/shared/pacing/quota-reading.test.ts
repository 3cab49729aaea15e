import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { quotaOf, spreadOverDay } from '../../../shared/pacing/quota-reading.ts';
import { applyRebase, rebase } from '../../../shared/pacing/rebase.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const answer = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 3 };

describe('a reading of the quota', () => {
  it('takes -1 for no limit', () => {
    expect(quotaOf({ ...answer, Max24HourSend: -1 }, 'GetAccount')).toEqual({
      max24Hours: Number.POSITIVE_INFINITY,
      maxPerSecond: 14,
      sentLast24Hours: 3,
    });
  });

  it.each(['Max24HourSend', 'MaxSendRate', 'SentLast24Hours'] as const)(
    'is refused when %s is missing or no amount, with what to do',
    (name) => {
      for (const wrong of [undefined, Number.NaN, Number.POSITIVE_INFINITY, -2, -0.5])
        expect(() => quotaOf({ ...answer, [name]: wrong }, 'GetAccount')).toThrow(
          new RegExp(`GetAccount is unusable: ${name} .*number of 0 or more\\..*aws ses`),
        );
    },
  );

  it('is refused when a rate or a use is -1: only the quota can be without limit', () => {
    expect(() => quotaOf({ ...answer, MaxSendRate: -1 }, 'GetAccount')).toThrow('MaxSendRate');
    expect(() => quotaOf({ ...answer, SentLast24Hours: -1 }, 'GetAccount')).toThrow(
      'SentLast24Hours',
    );
  });

  it('leaves an account alone whose quota is no limit when it spreads over the day', () => {
    expect(
      spreadOverDay({ max24Hours: Number.POSITIVE_INFINITY, maxPerSecond: 14, sentLast24Hours: 0 })
        .maxPerSecond,
    ).toBe(14);
  });

  it('makes a ledger that can be written, whatever it says', () =>
    fc.assert(
      fc.property(
        fc.record({
          Max24HourSend: fc.constantFrom(-1, 0, 1, 200, 50_000),
          MaxSendRate: fc.constantFrom(0, 0.5, 1, 14, 20_000),
          SentLast24Hours: fc.constantFrom(0, 1, 50_001),
        }),
        fc.boolean(),
        (figures, isSpread) => {
          const read = quotaOf(figures, 'GetAccount');
          const reading = isSpread ? spreadOverDay(read) : read;
          const first = newLedger({ max24Hours: 100, maxPerSecond: 5, sentLast24Hours: 0 }, noon);
          const ledgers = [
            newLedger(reading, noon),
            applyRebase(first, rebase(first, reading, noon + 60_000)),
          ];

          for (const { tatMs, intervalMs, minIntervalMs, quota, unconfirmed } of ledgers) {
            expect(
              [tatMs, intervalMs, minIntervalMs, quota, unconfirmed].every(Number.isFinite),
            ).toBe(true);
            expect(intervalMs).toBeGreaterThan(0);
          }
        },
      ),
    ));

  it('of a rate of 0 leaves nothing to send with, and the rate as it was', () => {
    const first = newLedger({ max24Hours: 50_000, maxPerSecond: 5, sentLast24Hours: 0 }, noon);
    const off = { max24Hours: 50_000, maxPerSecond: 0, sentLast24Hours: 0 };

    const after = applyRebase(first, rebase(first, off, noon + 60_000));
    const again = applyRebase(after, rebase(after, { ...off, maxPerSecond: 5 }, noon + 120_000));

    expect(after).toMatchObject({ quota: 0, minIntervalMs: 200 });
    expect(again.quota).toBe(50_000);
    expect(newLedger(off, noon).quota).toBe(0);
  });
});
