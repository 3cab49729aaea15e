import { describe, expect, it } from '@jest/globals';
import {
  cutAfter,
  ledgerToReserveBy,
  newLedgerView,
  waitForSlot,
} from '../../../shared/pacing/ledger-view.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import type { Slot } from '../../../shared/pacing/slot.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const rate = 10;
const fresh = newLedger({ max24Hours: 50_000, maxPerSecond: rate, sentLast24Hours: 0 }, noon);

/** A worker's view of a ledger in memory, and the slots that it holds ahead. */
const world = (lane: 'transactional' | 'bulk' = 'transactional', isFullBatch = false) => {
  const { clock, run } = virtualClock(noon);
  const ledger = memoryLedger(fresh);
  let reads = 0;
  const store: typeof ledger.store = {
    ...ledger.store,
    read: () => {
      reads += 1;
      return ledger.store.read();
    },
  };
  const ports = {
    ledger: store,
    getSendQuota: async () => ({ max24Hours: 50_000, maxPerSecond: rate, sentLast24Hours: 0 }),
    clock,
    random: () => 0.5,
  };
  const view = newLedgerView(ports, { last: undefined }, { lane, isFullBatch });
  const slotIn = (ms: number): Slot => ({
    atMs: noon + ms,
    intervalMs: fresh.intervalMs,
    latenessMs: 300,
  });
  return { clock, run, ledger, view, slotIn, reads: () => reads };
};

describe('cutAfter', () => {
  it('takes the lower rate over at once: into the memory, and for the slots ahead', async () => {
    const { view, slotIn, ledger, reads } = world();
    const ahead = slotIn(10_000);
    view.slotsAhead.add(ahead);

    await cutAfter(view, slotIn(0));

    const { intervalMs = 0 } = ledger.now() ?? {};
    expect(intervalMs).toBeGreaterThan(fresh.intervalMs);
    expect(view.memory.last?.intervalMs).toBe(intervalMs);
    expect(view.lookedAtMs).toBe(noon);
    expect(ahead).toMatchObject({ intervalMs });
    expect(ahead.atMs - noon).toBeCloseTo((10_000 * intervalMs) / fresh.intervalMs, 3);
    expect(reads()).toBe(2);
  });

  it('cuts once for calls that were throttled together, and again for a later one', async () => {
    const { view, slotIn, ledger, clock, run } = world();

    await Promise.all([cutAfter(view, slotIn(0)), cutAfter(view, slotIn(1))]);
    const once = ledger.now()?.intervalMs ?? 0;
    await run(clock.sleepUntil(noon + 5_000));
    await cutAfter(view, { ...slotIn(5_000), intervalMs: once });

    expect(once).toBeGreaterThan(fresh.intervalMs);
    expect(ledger.now()?.intervalMs).toBeGreaterThan(once);
  });

  it('leaves the rate alone when the call left at a faster one than is in force now', async () => {
    const { view, slotIn, ledger } = world();
    const slower = { ...fresh, intervalMs: fresh.intervalMs * 2 };
    ledger.set(slower);

    await cutAfter(view, slotIn(0));

    expect(ledger.now()).toEqual(slower);
    expect(view.memory.last).toEqual(slower);
  });
});

describe('waitForSlot', () => {
  it('gives a slot up that moved beyond the last of use, and holds it no longer', async () => {
    const { view, slotIn, run, ledger } = world();
    const slot = slotIn(5_000);
    ledger.set({ ...fresh, intervalMs: fresh.intervalMs * 10, adjustedAtMs: noon });

    const isUsed = await run(waitForSlot(view, slot, () => 0, noon + 20_000));

    expect(isUsed).toBe(false);
    expect(view.slotsAhead.size).toBe(0);
  });

  it('looks at the ledger each second while it waits, and hands the job over before its slot', async () => {
    const { view, slotIn, run, reads, clock } = world();

    expect(await run(waitForSlot(view, slotIn(5_000), () => 40, noon + 20_000))).toBe(true);

    expect(reads()).toBe(5);
    expect(clock.now()).toBeLessThan(noon + 5_000 - 40);
    expect(view.slotsAhead.size).toBe(0);
  });
});

describe('ledgerToReserveBy', () => {
  it.each([
    ['a bulk worker, after 99 ms', 'bulk', false, 99, 1],
    ['a bulk worker, after 100 ms', 'bulk', false, 100, 2],
    ['a transactional worker, after a minute', 'transactional', false, 60_000, 1],
    ['a transactional worker in a backlog of an idle ledger', 'transactional', true, 60_000, 2],
  ] as const)('reads anew what may have changed: %s', async (_case, lane, isFull, ms, expected) => {
    const { view, clock, run, reads } = world(lane, isFull);
    await ledgerToReserveBy(view);
    await run(clock.sleepUntil(noon + ms));

    await ledgerToReserveBy(view);

    expect(reads()).toBe(expected);
  });

  it('reads anew while the rate climbs back after a throttle', async () => {
    const { view, ledger, clock, run, reads } = world();
    ledger.set({ ...fresh, intervalMs: fresh.minIntervalMs * 2 });
    await ledgerToReserveBy(view);
    await run(clock.sleepUntil(noon + 200));

    await ledgerToReserveBy(view);

    expect(reads()).toBe(2);
  });
});
