import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyCut, cutTo } from '../../../shared/pacing/cut.ts';
import { type Lane, type Ledger, roomFor } from '../../../shared/pacing/ledger.ts';
import { cutMargin, fullMargin } from '../../../shared/pacing/margin.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { lookForQuotaAt, obstacle } from '../../../shared/pacing/obstacle.ts';
import { spreadOverDay } from '../../../shared/pacing/quota-reading.ts';
import { applyRebase, permitsRebase, rebase } from '../../../shared/pacing/rebase.ts';
import { blockStart, permits, reservation, take } from '../../../shared/pacing/reservation.ts';
import { chunkSize, minIntervalFor, tauFor } from '../../../shared/pacing/ses-bucket.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const account = (rate: number, quota = 50_000): Ledger =>
  newLedger({ max24Hours: quota, maxPerSecond: rate, sentLast24Hours: 0 }, noon);
const far = Number.MAX_SAFE_INTEGER;

interface Step {
  readonly waitMs: number;
  readonly count: number;
  readonly lane: Lane;
  readonly memory: 'fresh' | 'stale';
}

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.integer({ min: 0, max: 900 }),
  count: fc.integer({ min: 1, max: 50 }),
  lane: fc.constantFrom<Lane>('high', 'low'),
  memory: fc.constantFrom('fresh' as const, 'stale' as const),
});

interface Slot {
  readonly atMs: number;
}

/** Plays workers that reserve one after another, some with an old view of the ledger; gives every recipient's slot. */
const play = (first: Ledger, steps: readonly Step[]) => {
  let ledger = first;
  let nowMs = noon;
  let stale = first;
  const slots: Slot[] = [];
  const blocks: { readonly from: number; readonly to: number }[] = [];
  let refused = 0;
  for (const { waitMs, count, lane, memory } of steps) {
    nowMs += waitMs;
    const wish = reservation(
      memory === 'fresh' ? ledger : stale,
      { lane, count, isFullBatch: true, latestStartMs: far },
      nowMs,
    );
    if (permits(ledger, wish)) {
      stale = ledger;
      ledger = take(ledger, wish);
      const from = blockStart(ledger, wish);
      blocks.push({ from, to: ledger.tatMs });
      // A worker sends at its slot, and at once when the slot lies behind.
      for (let index = 0; index < count; index += 1)
        slots.push({ atMs: Math.max(nowMs, from + index * wish.nextIntervalMs) });
    } else refused += 1;
  }
  return { ledger, slots, blocks, refused };
};

const rates = fc.constantFrom(1, 2, 14, 200, 1000, 20_000);

describe('send ledger', () => {
  it('never hands a slot out twice: blocks do not overlap', () =>
    fc.assert(
      fc.property(rates, fc.array(step, { minLength: 2, maxLength: 60 }), (rate, steps) => {
        const { blocks } = play(account(rate, 1e9), steps);

        blocks.slice(1).forEach((block, index) => {
          expect(block.from).toBeGreaterThanOrEqual((blocks[index]?.to ?? 0) - 1e-3);
        });
      }),
    ));

  it('never lets more than the rate and the burst tolerance out in any second', () =>
    fc.assert(
      fc.property(rates, fc.array(step, { minLength: 2, maxLength: 80 }), (rate, steps) => {
        const { slots } = play(account(rate, 1e9), steps);
        const times = slots.map((slot) => slot.atMs).sort((a, b) => a - b);
        const allowed =
          Math.floor((1000 + tauFor(minIntervalFor(rate))) / minIntervalFor(rate) + 1e-6) + 1;

        let from = 0;
        times.forEach((at, to) => {
          while (at - (times[from] ?? 0) >= 1000) from += 1;
          expect(to - from + 1).toBeLessThanOrEqual(allowed);
        });
      }),
    ));

  it('takes exactly the recipients that it hands out from the quota, and never below zero', () =>
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 1, max: 400 }),
        fc.array(step, { minLength: 2, maxLength: 60 }),
        (rate, quota, steps) => {
          const { ledger, slots } = play(account(rate, quota), steps);

          expect(ledger.quota).toBe(quota - slots.length);
          expect(ledger.quota).toBeGreaterThanOrEqual(0);
          expect([...ledger.sentByHour.values()].reduce((sum, sent) => sum + sent, 0)).toBe(
            slots.length,
          );
        },
      ),
    ));

  it('gives every slot of the rate away while there is demand', () => {
    const first = account(14);
    const demand = Array.from(
      { length: 200 },
      (): Step => ({ waitMs: 700, count: 10, lane: 'high', memory: 'fresh' }),
    );

    const { blocks } = play(first, demand);

    const seconds = ((blocks.at(-1)?.to ?? 0) - (blocks[0]?.from ?? 0)) / 1000;
    expect((blocks.length * 10) / seconds).toBeCloseTo(14, 4);
  });

  it('keeps a reserve of the quota from bulk mail and gives it to transactional mail', () => {
    const ledger = { ...account(14, 1000), quota: 50 };

    const bulk = reservation(
      ledger,
      { lane: 'low', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );
    const transactional = reservation(
      ledger,
      { lane: 'high', count: 50, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(ledger, bulk)).toBe(false);
    expect(obstacle(ledger, bulk).kind).toBe('quota');
    expect(permits(ledger, transactional)).toBe(true);
  });

  it('counts nothing a second time that needs another slot, and asks no reserve for it', () => {
    const ledger = { ...account(14, 1000), quota: 50 };
    const request = { lane: 'low', count: 5, isFullBatch: false, latestStartMs: far } as const;

    const again = reservation(ledger, { ...request, exempt: 5 }, noon);
    const partly = reservation({ ...ledger, quota: 51 }, { ...request, exempt: 4 }, noon);
    const after = take(ledger, again);

    expect(permits(ledger, again)).toBe(true);
    expect(after.quota).toBe(50);
    expect([...after.sentByHour.values()]).toEqual([0]);
    expect(after.tatMs - ledger.tatMs).toBeCloseTo((5 * 1000) / 14, 2);
    expect(permits({ ...ledger, quota: 50 }, partly)).toBe(false);
    expect(permits({ ...ledger, quota: 51 }, partly)).toBe(true);
    expect(take({ ...ledger, quota: 51 }, partly).quota).toBe(50);
  });

  it('lets bulk mail wait while a full transactional batch has taken slots ahead, and go on after it', () => {
    const behind = { ...account(14), tatMs: noon + 500 };
    const high = reservation(
      behind,
      { lane: 'high', count: 10, isFullBatch: true, latestStartMs: far },
      noon,
    );
    const busy = take(behind, high);

    const low = reservation(
      busy,
      { lane: 'low', count: 1, isFullBatch: true, latestStartMs: far },
      noon,
    );
    const later = reservation(
      busy,
      { lane: 'low', count: 1, isFullBatch: true, latestStartMs: far },
      busy.busyUntilMs + 1,
    );

    expect(busy.busyUntilMs).toBeCloseTo(noon + 500 + (10 * 1000) / 14 + 150, 3);
    expect(permits(busy, low)).toBe(false);
    expect(obstacle(busy, low)).toEqual({ kind: 'full', untilMs: busy.busyUntilMs + 1 });
    expect(permits(busy, later)).toBe(true);
  });

  it('never starves bulk mail when there is room', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 300, max: 2000 }), { minLength: 5, maxLength: 40 }),
        (pauses) => {
          // Transactional batches of 1 at well under 14/s: none comes full, so none stamps.
          const { refused } = play(
            account(14),
            pauses.flatMap((waitMs): Step[] => [
              { waitMs, count: 1, lane: 'high', memory: 'fresh' },
              { waitMs: 0, count: 1, lane: 'low', memory: 'fresh' },
            ]),
          );

          expect(refused).toBe(0);
        },
      ),
    ));

  it('refuses a worker that has not heard of the new rate', () => {
    const seen = account(14);
    const halved = applyRebase(
      seen,
      rebase(seen, { max24Hours: 50_000, maxPerSecond: 7, sentLast24Hours: 0 }, noon),
    );
    const wish = reservation(
      seen,
      { lane: 'high', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(halved, wish)).toBe(false);
    expect(obstacle(halved, wish)).toEqual({ kind: 'stale' });
  });

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

    expect(roomFor(after, 'high')).toBe(50_000 - 47_000 - 1_500);
    expect(roomFor(after, 'low')).toBe(47_500 - 47_000);
    expect(roomFor({ ...after, quota: 100, unconfirmed: 9_000 }, 'low')).toBe(100);
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

  it('says when to look for quota again: after the next re-base, within little more than a minute', () =>
    fc.assert(
      fc.property(fc.integer({ min: -600_000, max: 600_000 }), (sinceMs) => {
        const atMs = lookForQuotaAt({ ...account(10), syncedAtMs: noon - sinceMs }, noon);

        expect(atMs).toBeGreaterThan(noon);
        expect(atMs).toBeLessThanOrEqual(noon + 65_000);
        if (sinceMs >= 0 && sinceMs < 60_000) expect(atMs).toBe(noon - sinceMs + 65_000);
      }),
    ));

  it('asks for no quota where none is charged', () => {
    const used = { ...account(14, 1000), quota: -5 };
    const wish = reservation(
      used,
      { lane: 'low', count: 3, exempt: 3, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(used, wish)).toBe(true);
    expect(take(used, wish).quota).toBe(-5);
  });

  it('calls a next slot impossible that is further away than two minutes and one call', () => {
    const wild = { ...account(14), tatMs: noon + 120_001 + (50 * 1000) / 14 };
    const wish = reservation(
      wild,
      { lane: 'high', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(obstacle(wild, wish)).toEqual({ kind: 'impossible' });
  });

  it('spreads a small quota over the day: one recipient each seven minutes, none of them impossible', () => {
    const sandbox = spreadOverDay({ max24Hours: 200, maxPerSecond: 1, sentLast24Hours: 0 });
    const steps = Array.from(
      { length: 30 },
      (): Step => ({ waitMs: 60_000, count: 1, lane: 'high', memory: 'fresh' }),
    );

    const { slots, ledger } = play(newLedger(sandbox, noon), steps);

    expect(ledger.intervalMs).toBe(432_060);
    expect(slots.length).toBe(5);
    const wish = reservation(
      ledger,
      { lane: 'high', count: 1, isFullBatch: false, latestStartMs: far },
      noon + 30 * 60_000,
    );
    expect(obstacle(ledger, wish).kind).toBe('full');
  });

  it('pushes the slots no further than a backlog may lie when the rate falls very low', () => {
    const backlog = { ...account(200), tatMs: noon + 50_000 };

    const slow = applyRebase(
      backlog,
      rebase(backlog, { max24Hours: 50_000, maxPerSecond: 1, sentLast24Hours: 0 }, noon),
    );

    expect(slow.tatMs).toBe(noon + 120_000);
  });

  it('allows no burst and a little slack at one mail a second', () => {
    expect(minIntervalFor(1)).toBe(1060);
    expect(tauFor(minIntervalFor(1))).toBe(-250);
    expect(tauFor(minIntervalFor(14))).toBe(300);
    expect(chunkSize(minIntervalFor(1))).toBe(1);
    expect(chunkSize(minIntervalFor(200))).toBe(200);
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
