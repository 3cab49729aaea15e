import { describe, expect, it } from '@jest/globals';
import { applyCut, cutTo, permitsCut } from '../../../shared/pacing/cut.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const ledger = {
  ...newLedger({ max24Hours: 50_000, maxPerSecond: 10, sentLast24Hours: 0 }, noon),
  tatMs: noon + 1_000,
};
const half = { ...ledger.margin, cutFrom: 1, lastCut: 0.5, cutAtMs: noon };

describe('cut', () => {
  it('stretches the slots ahead to the lower rate', () => {
    const cut = cutTo(ledger, half, noon);
    const after = applyCut(ledger, cut);

    expect(cut.intervalMs).toBeGreaterThan(ledger.intervalMs);
    expect(after.tatMs - noon).toBeCloseTo((1_000 * cut.intervalMs) / ledger.intervalMs, 6);
    expect(after).toMatchObject({ margin: half, intervalMs: cut.intervalMs, adjustedAtMs: noon });
  });

  it('is refused after another cut, and after a change of the rate', () => {
    expect(permitsCut(ledger, ledger)).toBe(true);
    expect(permitsCut({ ...ledger, margin: half }, ledger)).toBe(false);
    expect(permitsCut({ ...ledger, minIntervalMs: 50 }, ledger)).toBe(false);
  });
});
