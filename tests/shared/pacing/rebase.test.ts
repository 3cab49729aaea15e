import { describe, expect, it } from '@jest/globals';
import { applyCut, cutTo } from '../../../shared/pacing/cut.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import { cutMargin, fullMargin } from '../../../shared/pacing/margin.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { applyRebase, permitsRebase, rebase } from '../../../shared/pacing/rebase.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const account = (rate: number, quota = 50_000): Ledger =>
  newLedger({ max24Hours: quota, maxPerSecond: rate, sentLast24Hours: 0 }, noon);

describe('rebase', () => {
  it('pushes the slots ahead when the rate falls, and leaves them when it rises', () => {
    const backlog = { ...account(14), tatMs: noon + 1000 };

    const slower = applyRebase(
      backlog,
      rebase(backlog, { max24Hours: 50_000, maxPerSecond: 7, sentLast24Hours: 0 }, noon),
    );
    const faster = applyRebase(
      backlog,
      rebase(backlog, { max24Hours: 50_000, maxPerSecond: 28, sentLast24Hours: 0 }, noon),
    );

    expect(slower.tatMs).toBeCloseTo(noon + 2000, 3);
    expect(slower.intervalMs).toBeCloseTo(1000 / 7, 9);
    expect(faster.tatMs).toBe(backlog.tatMs);
  });

  it('re-bases the quota on what SES counted and on what it may lack', () => {
    const ledger: Ledger = {
      ...account(10, 1000),
      quota: 700,
      sentByHour: new Map([[Math.floor(noon / 3_600_000), 300]]),
      sentByPeriod: new Map([[Math.floor(noon / 30_000), 20]]),
    };
    const counted = (sentLast24Hours: number) =>
      applyRebase(
        ledger,
        rebase(ledger, { max24Hours: 1000, maxPerSecond: 10, sentLast24Hours }, noon),
      );

    expect(counted(400)).toMatchObject({ quota: 1000 - 400 - 20, unconfirmed: 20 });
    expect(counted(290)).toMatchObject({ quota: 1000 - 300, unconfirmed: 10 });
    expect(counted(100)).toMatchObject({ quota: 1000 - 120, unconfirmed: 20 });
  });

  it('refuses a re-base that was reckoned before SES throttled: the cut would be lost', () => {
    const ledger = account(10);
    const change = rebase(
      ledger,
      { max24Hours: 50_000, maxPerSecond: 10, sentLast24Hours: 0 },
      noon,
    );
    const cut = applyCut(ledger, cutTo(ledger, cutMargin(ledger.margin, noon + 5), noon + 5));

    expect(permitsRebase(ledger, change)).toBe(true);
    expect(permitsRebase(cut, change)).toBe(false);
  });

  it('forgets counters that no longer count', () => {
    const hour = Math.floor(noon / 3_600_000);
    const period = Math.floor(noon / 30_000);
    const ledger: Ledger = {
      ...account(10, 1000),
      sentByHour: new Map([
        [hour - 30, 500],
        [hour - 24, 20],
        [hour, 7],
      ]),
      sentByPeriod: new Map([
        [period - 60, 20],
        [period, 7],
      ]),
    };

    const after = applyRebase(
      ledger,
      rebase(ledger, { max24Hours: 1000, maxPerSecond: 10, sentLast24Hours: 0 }, noon),
    );

    expect([...after.sentByHour.keys()]).toEqual([hour - 24, hour]);
    expect([...after.sentByPeriod.keys()]).toEqual([period]);
  });

  it('pushes the slots no further than a backlog may lie when the rate falls very low', () => {
    const backlog = { ...account(200), tatMs: noon + 50_000 };

    const slow = applyRebase(
      backlog,
      rebase(backlog, { max24Hours: 50_000, maxPerSecond: 1, sentLast24Hours: 0 }, noon),
    );

    expect(slow.tatMs).toBe(noon + 120_000);
  });

  it('keeps the share of the margin when the rate changes', () => {
    const cut = cutMargin(fullMargin, noon);
    const ledger: Ledger = { ...account(10), margin: cut, intervalMs: 100 / 0.98 };

    const doubled = applyRebase(
      ledger,
      rebase(ledger, { max24Hours: 50_000, maxPerSecond: 20, sentLast24Hours: 0 }, noon),
    );

    expect(doubled.minIntervalMs / doubled.intervalMs).toBeCloseTo(0.97, 6);
  });
});
