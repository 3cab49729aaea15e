import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Lane } from '../../../shared/email/streams.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { obstacle } from '../../../shared/pacing/obstacle.ts';
import { spreadOverDay } from '../../../shared/pacing/quota-reading.ts';
import { applyRebase, rebase } from '../../../shared/pacing/rebase.ts';
import { blockStart, permits, reservation, take } from '../../../shared/pacing/reservation.ts';
import { minIntervalFor, tauFor } from '../../../shared/pacing/ses-bucket.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const account = (rate: number, quota = 50_000): Ledger =>
  newLedger({ max24Hours: quota, maxPerSecond: rate, sentLast24Hours: 0 }, noon);
const far = Number.MAX_SAFE_INTEGER;

interface Step {
  readonly waitMs: number;
  readonly count: number;
  readonly lane: Lane;
  readonly takesSpare: boolean;
  readonly memory: 'fresh' | 'stale';
}

const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.integer({ min: 0, max: 900 }),
  count: fc.integer({ min: 1, max: 50 }),
  lane: fc.constantFrom<Lane>('transactional', 'bulk'),
  takesSpare: fc.boolean(),
  memory: fc.constantFrom('fresh' as const, 'stale' as const),
});

const fresh = { takesSpare: false, memory: 'fresh' } as const;

interface Slot {
  readonly atMs: number;
}

/**
 * Plays workers that reserve one after another, some with an old view of the ledger; gives every
 * recipient's slot.
 */
const play = (first: Ledger, steps: readonly Step[]) => {
  let ledger = first;
  let nowMs = noon;
  let stale = first;
  const slots: Slot[] = [];
  const blocks: { readonly from: number; readonly to: number }[] = [];
  let refused = 0;
  for (const { waitMs, count, lane, takesSpare, memory } of steps) {
    nowMs += waitMs;
    const wish = reservation(
      memory === 'fresh' ? ledger : stale,
      { lane, count, takesSpare, isFullBatch: true, latestStartMs: far },
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

describe('reservation', () => {
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
      (): Step => ({ waitMs: 700, count: 10, lane: 'transactional', ...fresh }),
    );

    const { blocks } = play(first, demand);

    const seconds = ((blocks.at(-1)?.to ?? 0) - (blocks[0]?.from ?? 0)) / 1000;
    expect((blocks.length * 10) / seconds).toBeCloseTo(14, 4);
  });

  it('keeps a reserve of the quota from bulk mail and gives it to transactional mail', () => {
    const ledger = { ...account(14, 1000), quota: 50 };

    const bulk = reservation(
      ledger,
      { lane: 'bulk', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );
    const transactional = reservation(
      ledger,
      { lane: 'transactional', count: 50, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(ledger, bulk)).toBe(false);
    expect(obstacle(ledger, bulk).kind).toBe('quota');
    expect(permits(ledger, transactional)).toBe(true);
  });

  it('counts nothing a second time that needs another slot, and asks no reserve for it', () => {
    const ledger = { ...account(14, 1000), quota: 50 };
    const request = { lane: 'bulk', count: 5, isFullBatch: false, latestStartMs: far } as const;

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
      { lane: 'transactional', count: 10, isFullBatch: true, latestStartMs: far },
      noon,
    );
    const busy = take(behind, high);

    const low = reservation(
      busy,
      { lane: 'bulk', count: 1, isFullBatch: true, latestStartMs: far },
      noon,
    );
    const later = reservation(
      busy,
      { lane: 'bulk', count: 1, isFullBatch: true, latestStartMs: far },
      busy.busyUntilMs + 1,
    );

    expect(busy.busyUntilMs).toBeCloseTo(noon + 500 + (10 * 1000) / 14 + 150, 3);
    expect(permits(busy, low)).toBe(false);
    expect(obstacle(busy, low)).toEqual({ kind: 'full', untilMs: busy.busyUntilMs + 1 });
    expect(permits(busy, later)).toBe(true);
  });

  it.each([
    ['transactional', 14, 1000 / 14 + 25],
    ['transactional', 1, 275],
    ['bulk', 14, 1000 / 14],
    ['bulk', 1, 250],
    ['bulk', 1_000, 25],
  ] as const)(
    'gives spare slots of the %s lane at %d per second when they lie %d ms ahead at most',
    (lane, rate, aheadMs) => {
      const request = { lane, count: 1, isFullBatch: true, takesSpare: true, latestStartMs: far };
      const wishAt = (tatMs: number) => {
        const ledger = { ...account(rate), tatMs };
        const wish = reservation(ledger, request, noon);
        return { isPermitted: permits(ledger, wish), wish };
      };

      expect(wishAt(noon + aheadMs - 1).isPermitted).toBe(true);
      expect(wishAt(noon + aheadMs + 1).isPermitted).toBe(false);
      expect(wishAt(noon + 5_000).wish.stampsBusy).toBe(false);
    },
  );

  it('gives no spare slot while the transactional lane is marked busy, nor before bulk mail has come', () => {
    const busy = { ...account(14), busyUntilMs: noon + 10 };
    const request = { count: 1, isFullBatch: false, takesSpare: true, latestStartMs: far };
    const wishAt = (nowMs: number) =>
      reservation(busy, { ...request, lane: 'transactional' }, nowMs);

    expect(permits(busy, wishAt(noon + 510))).toBe(false);
    expect(obstacle(busy, wishAt(noon))).toEqual({ kind: 'full', untilMs: noon + 511 });
    expect(permits(busy, wishAt(noon + 511))).toBe(true);
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
              { waitMs, count: 1, lane: 'transactional', ...fresh },
              { waitMs: 0, count: 1, lane: 'bulk', ...fresh },
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
      { lane: 'transactional', count: 1, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(halved, wish)).toBe(false);
    expect(obstacle(halved, wish)).toEqual({ kind: 'stale' });
  });

  it('asks for no quota where none is charged', () => {
    const used = { ...account(14, 1000), quota: -5 };
    const wish = reservation(
      used,
      { lane: 'bulk', count: 3, exempt: 3, isFullBatch: false, latestStartMs: far },
      noon,
    );

    expect(permits(used, wish)).toBe(true);
    expect(take(used, wish).quota).toBe(-5);
  });

  it('spreads a small quota over the day: one recipient each seven minutes, none of them impossible', () => {
    const sandbox = spreadOverDay({ max24Hours: 200, maxPerSecond: 1, sentLast24Hours: 0 });
    const steps = Array.from(
      { length: 30 },
      (): Step => ({ waitMs: 60_000, count: 1, lane: 'transactional', ...fresh }),
    );

    const { slots, ledger } = play(newLedger(sandbox, noon), steps);

    expect(ledger.intervalMs).toBe(432_060);
    expect(slots.length).toBe(5);
    const wish = reservation(
      ledger,
      { lane: 'transactional', count: 1, isFullBatch: false, latestStartMs: far },
      noon + 30 * 60_000,
    );
    expect(obstacle(ledger, wish).kind).toBe('full');
  });
});
