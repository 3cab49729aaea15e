import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  permitsShare,
  type Share,
  shareOf,
  splitByShare,
  takeShare,
} from '../../../shared/budgets/share.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const itself = (size: number): number => size;
const share: Share = { intervalMs: 500, aheadMs: 1_000, farthestMs: 28_000 };

/** A tenant's mail at some time, charged by one of several workers. */
const steps = fc.array(
  fc.record({
    laterMs: fc.integer({ min: 0, max: 4_000 }),
    sizes: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
    lane: fc.constantFrom('transactional' as const, 'bulk' as const),
    isSeen: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('the share of a tenant', () => {
  it('is none where it has no part of the rate, or all of it', () => {
    expect(shareOf({}, 'bulk', 100)).toBeUndefined();
    expect(shareOf({ budget: { perDay: 5 } }, 'bulk', 100)).toBeUndefined();
    expect(shareOf({ budget: { rateShare: 1 } }, 'bulk', 100)).toBeUndefined();
    expect(shareOf({ budget: { rateShare: 0.2 } }, 'bulk', 100)?.intervalMs).toBe(500);
  });

  it('leaves room to transactional mail that bulk mail does not take', () => {
    const tats = { tatMs: noon + 2_501, nowMs: noon };
    const budget = { budget: { rateShare: 0.5 } };
    const within = (lane: 'transactional' | 'bulk') => {
      const one = shareOf(budget, lane, 250);
      return one && splitByShare([1, 1, 1, 1, 1], itself, one, tats).within.length;
    };

    expect([within('bulk'), within('transactional')]).toEqual([0, 5]);
  });

  it('takes mail in its order, up to the first that is not due', () => {
    const { within, over, charge } = splitByShare([1, 2, 1, 1], itself, share, {
      tatMs: noon,
      nowMs: noon,
    });

    expect([within, over]).toEqual([
      [1, 2],
      [1, 1],
    ]);
    expect(charge).toMatchObject({ branch: 'busy', durationMs: 1_500, latestTatMs: noon + 500 });
  });

  it('lets a mail go that is due, however many recipients it has', () => {
    const { within, charge } = splitByShare([50], itself, share, {
      tatMs: noon + 1_000,
      nowMs: noon,
    });

    expect(within).toEqual([50]);
    expect(charge && takeShare(noon + 1_000, charge)).toBe(noon + 1_000 + 50 * 500);
  });

  it('moves tat no further than where it begins anew, from either lane', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.05, max: 500_000, noNaN: true }),
        (rateShare, intervalMs) => {
          const [transactional, bulk] = (['transactional', 'bulk'] as const).map((lane) =>
            shareOf({ budget: { rateShare } }, lane, intervalMs),
          );
          if (transactional === undefined || bulk === undefined) throw new Error('No share.');
          const last = { tatMs: noon + transactional.aheadMs, nowMs: noon };
          const { charge } = splitByShare([50], itself, transactional, last);
          const tatMs = charge === undefined ? 0 : takeShare(last.tatMs, charge);

          expect(tatMs).toBeGreaterThan(noon + transactional.aheadMs);
          expect(splitByShare([1], itself, bulk, { tatMs, nowMs: noon }).within).toEqual([]);
        },
      ),
    );
  });

  it('begins anew where its tat lies further ahead than the present rate explains', () => {
    const tatMs = noon + 28_001;
    const { within, charge } = splitByShare([1], itself, share, { tatMs, nowMs: noon });

    expect(within).toEqual([1]);
    expect(charge && permitsShare(tatMs, charge)).toBe(true);
    expect(charge && takeShare(tatMs, charge)).toBe(noon + 500);
  });

  it('is never exceeded in any time by more than its burst and one mail, whatever workers saw', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (script, rateShare) => {
        let [tatMs, nowMs, seenMs] = [0, noon, 0];
        const taken: { readonly atMs: number; readonly size: number }[] = [];
        for (const { laterMs, sizes, lane, isSeen } of script) {
          nowMs += laterMs;
          const one = shareOf({ budget: { rateShare } }, lane, 100);
          if (one === undefined) throw new Error('There is a share.');
          if (isSeen) seenMs = tatMs;
          const split = splitByShare(sizes, itself, one, { tatMs: seenMs, nowMs });
          expect([...split.within, ...split.over]).toEqual(sizes);
          if (split.charge === undefined || !permitsShare(tatMs, split.charge)) continue;
          tatMs = takeShare(tatMs, split.charge);
          taken.push(...split.within.map((size) => ({ atMs: nowMs, size })));
        }
        for (const [first, { atMs: fromMs }] of taken.entries()) {
          let sum = 0;
          for (const { atMs, size } of taken.slice(first)) {
            // All but the last mail of a time fit into its share and the burst.
            expect(sum * (100 / rateShare)).toBeLessThanOrEqual(atMs - fromMs + 3_000 + 1e-3);
            sum += size;
          }
        }
      }),
    );
  });

  it('is used in full by a tenant that has mail at all times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 20, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 10, maxLength: 10 }),
        (waits, sizes) => {
          let [tatMs, nowMs, sent] = [0, noon, 0];
          for (const waitMs of waits) {
            nowMs += waitMs;
            const { within, charge } = splitByShare(sizes, itself, share, { tatMs, nowMs });
            if (charge !== undefined) tatMs = takeShare(tatMs, charge);
            sent += within.reduce((sum, size) => sum + size, 0);
          }
          expect(sent).toBeGreaterThanOrEqual((nowMs - noon - (waits[0] ?? 0)) / share.intervalMs);
        },
      ),
    );
  });
});
