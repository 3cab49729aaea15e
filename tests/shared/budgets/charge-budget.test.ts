import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { overBudget, roomOn, unused } from '../../../shared/budgets/budget-use.ts';
import { monthOf, nextMonthMs, utcDay } from '../../../shared/budgets/calendar.ts';
import { chargeBudget } from '../../../shared/budgets/charge-budget.ts';
import type { Share } from '../../../shared/budgets/share.ts';
import { newShareMemory } from '../../../shared/budgets/share-memory.ts';
import { memoryBudgets } from '../../fakes/memory-budgets.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const lateInMonth = Date.UTC(2026, 10, 30, 23, 59);
const dayMs = 86_400_000;
const acme = { tenantId: 'acme', share: undefined };
const costs = { costOf: (size: number) => size, sizeOf: (size: number) => size };

const world = (startMs = lateInMonth) => {
  const { clock, run } = virtualClock(startMs);
  const budgets = memoryBudgets();
  const ports = { budgets: budgets.store, clock, random: () => 0.5, shares: newShareMemory() };
  const charge = (
    sizes: readonly number[],
    budget: { perDay?: number; perMonth?: number },
    share?: Share,
  ) => run(chargeBudget(ports, { ...acme, settings: { budget }, share }, sizes, costs));
  return { clock, run, budgets, charge, ports };
};

describe('chargeBudget', () => {
  it('charges a batch with one write, after the first of the day', async () => {
    const { budgets, charge } = world();
    await charge([1], { perDay: 100 });
    const { taken, refused } = budgets.writes;

    await charge([1, 2, 3], { perDay: 100 });

    expect(budgets.writes).toEqual({
      taken: taken + 1,
      refused,
      givenBack: 0,
      marked: 0,
      linedUp: 0,
    });
    expect(budgets.useOf('acme')).toMatchObject({ dayUsed: 7, monthUsed: 7 });
  });

  it('charges what fits, in order, and jobs of no recipients always fit', async () => {
    const { charge } = world();

    expect(await charge([4, 8, 0, 6], { perDay: 10 })).toMatchObject({
      fitting: [4, 0, 6],
      others: [8],
      count: 10,
    });
    expect(await charge([0, 1], { perDay: 10 })).toMatchObject({ fitting: [0], others: [1] });
  });

  it('begins a new day, and a new month, with empty counts', async () => {
    const { run, clock, budgets, charge } = world(lateInMonth - dayMs);
    await charge([5], { perDay: 5, perMonth: 8 });
    await run(clock.sleepUntil(lateInMonth));
    expect((await charge([4, 3], { perDay: 5, perMonth: 8 })).fitting).toEqual([3]);
    await run(clock.sleepUntil(lateInMonth + dayMs));

    expect((await charge([5], { perDay: 5, perMonth: 8 })).fitting).toEqual([5]);
    expect(budgets.useOf('acme')).toMatchObject({ dayUsed: 5, monthUsed: 5 });
  });

  it('goes by the day of a worker whose clock has passed midnight before', async () => {
    const { budgets, charge } = world();
    const tomorrow = utcDay(lateInMonth) + 1;
    budgets.set('acme', { ...unused, day: tomorrow, month: monthOf(tomorrow), dayUsed: 9 });

    expect(await charge([1, 1], { perDay: 10 })).toMatchObject({ day: tomorrow, count: 1 });
  });

  it('charges day and share with one write, going by the tat that it saw last', async () => {
    const { run, clock, budgets, charge } = world();
    const share = { intervalMs: 1_000, aheadMs: 2_000, farthestMs: 60_000 };
    await charge([1], { perDay: 100 }, share);
    const { taken, refused } = budgets.writes;

    const second = await charge([1, 1, 1, 1], { perDay: 100 }, share);
    await run(clock.sleepUntil(lateInMonth + 1_500));
    const third = await charge([1, 1], { perDay: 100 }, share);

    expect([second.fitting.length, second.overShare.length]).toEqual([4, 2]);
    expect([third.fitting.length, third.overShare.length]).toEqual([2, 1]);
    expect(budgets.writes).toMatchObject({ taken: taken + 2, refused });
    expect(budgets.useOf('acme')).toMatchObject({ dayUsed: 7, tatMs: lateInMonth + 4_000 });
  });

  it('writes nothing for a tenant with a share only that is seen to have no room in it', async () => {
    const { budgets, charge } = world();
    const share = { intervalMs: 1_000, aheadMs: 500, farthestMs: 60_000 };
    await charge([1, 1], {}, share);
    const before = { ...budgets.writes };

    const { overShare, count } = await charge([1, 1], {}, share);

    expect([overShare.length, count]).toEqual([2, 0]);
    expect(budgets.writes).toEqual(before);
    expect(budgets.useOf('acme')).toMatchObject({ day: 0, dayUsed: 0 });
  });

  it('learns from a refused charge how far other workers have moved the share', async () => {
    const { budgets, charge } = world();
    const share = { intervalMs: 1_000, aheadMs: 2_000, farthestMs: 60_000 };
    budgets.set('acme', { ...unused, tatMs: lateInMonth + 1_200 });

    const { overShare } = await charge([1, 1, 1], {}, share);

    expect(overShare).toHaveLength(2);
    expect(budgets.writes).toMatchObject({ taken: 1, refused: 1 });
    expect(budgets.useOf('acme').tatMs).toBe(lateInMonth + 2_200);
  });

  it('never charges more than a day or a month has, whatever workers do side by side', async () => {
    const step = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }),
      spent: fc.double({ min: 0, max: 1, noNaN: true }),
      laterMs: fc.constantFrom(0, 0, 0, dayMs / 3, dayMs),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        async (workers, perDay, perMonth) => {
          const { run, clock, budgets, ports } = world();
          const sentOn = new Map<number, number>();
          const sentIn = new Map<number, number>();
          const work = workers.map(async (steps) => {
            for (const { sizes, spent, laterMs } of steps) {
              await clock.sleepUntil(clock.now() + laterMs + 1);
              const tenant = { ...acme, settings: { budget: { perDay, perMonth } } };
              const charged = await chargeBudget(ports, tenant, sizes, costs);
              const sent = Math.floor(charged.count * spent);
              const add = (to: Map<number, number>, at: number) =>
                to.set(at, (to.get(at) ?? 0) + sent);
              add(sentOn, charged.day);
              add(sentIn, monthOf(charged.day));
              await clock.sleepUntil(clock.now() + 1);
              const { day, count } = charged;
              await budgets.store.giveBack('acme', { day, count: count - sent });
            }
          });
          await run(Promise.all(work));

          expect(Math.max(0, ...sentOn.values())).toBeLessThanOrEqual(perDay);
          expect(Math.max(0, ...sentIn.values())).toBeLessThanOrEqual(perMonth);
          const { day, dayUsed } = budgets.useOf('acme');
          expect(dayUsed).toBe(sentOn.get(day) ?? 0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('budget-use', () => {
  const day = utcDay(lateInMonth);
  const use = { ...unused, day, dayUsed: 8, month: monthOf(day), monthUsed: 30 };

  it('has the smaller room of day and month', () => {
    expect(roomOn(use, { perDay: 10, perMonth: 100 }, day)).toBe(2);
    expect(roomOn(use, { perDay: 10, perMonth: 31 }, day)).toBe(1);
    expect(roomOn(use, { perDay: 10, perMonth: 31 }, day + 1)).toBe(10);
    expect(roomOn(use, { perDay: 5, perMonth: 31 }, day)).toBe(-3);
  });

  it('says which limit has no room, and until when', () => {
    const limits = { perDay: 10, perMonth: 32 };

    expect(overBudget(use, { ...limits, perMonth: 100 }, day, 3)).toEqual({
      per: 'day',
      most: 10,
      untilMs: (day + 1) * dayMs,
      isTooLarge: false,
    });
    expect(overBudget(use, limits, day, 3)).toMatchObject({
      per: 'month',
      untilMs: nextMonthMs(day),
    });
    expect(overBudget(use, limits, day, 40)).toMatchObject({ per: 'month', isTooLarge: true });
  });
});
