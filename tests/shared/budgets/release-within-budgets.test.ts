import { describe, expect, it } from '@jest/globals';
import type { BudgetSettings } from '../../../shared/budgets/budget-settings.ts';
import { type HeldMark, unused } from '../../../shared/budgets/budget-use.ts';
import { monthOf, utcDay } from '../../../shared/budgets/calendar.ts';
import { releaseWithinBudgets } from '../../../shared/budgets/release-within-budgets.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { PausesOfTenant } from '../../../shared/reputation/tenant-pauses.ts';
import type { Pause } from '../../../shared/tenants/pauses.ts';
import { memoryBudgets } from '../../fakes/memory-budgets.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const day = utcDay(noon);
const dayMs = 86_400_000;
const minute = 60_000;
const endless = Number.POSITIVE_INFINITY;

const pause: Pause = { by: 'operator', since: 0, why: 'test' };

/** Tenants who have so many mails held, and whose day is used up. */
const world = (held: Readonly<Record<string, number>>) => {
  const left = new Map(Object.entries(held));
  const settings = new Map<string, BudgetSettings>();
  const pauses = new Map<string, Readonly<Record<string, Pause>>>();
  const failing = new Set<string>();
  const budgets = memoryBudgets();
  const mark: HeldMark = { atMs: noon, day, limits: { perDay: 10, perMonth: endless } };
  for (const tenantId of left.keys()) {
    settings.set(tenantId, { budget: { perDay: 10 } });
    budgets.set(tenantId, {
      ...unused,
      ...{ day, dayUsed: 10, month: monthOf(day), monthUsed: 10, held: mark },
    });
  }
  const list = async (): Promise<readonly PausesOfTenant[]> =>
    [...settings].map(([tenantId, own]) => ({
      ...{ tenantId, budgets: own, hasOwnAccount: false, ownThresholds: {} },
      ...{ pauses: new Map(Object.entries(pauses.get(tenantId) ?? {})), resumes: new Map() },
    }));
  const run = (nowMs: number) =>
    releaseWithinBudgets(
      {
        streams: basicStreams,
        tenants: { list },
        heldMarks: budgets.store,
        releaseUpTo: async ({ tenantId, stream }, most) => {
          if (failing.has(tenantId)) throw new Error('no answer');
          // All of them are of one stream.
          const all = stream === 'marketing' ? (left.get(tenantId) ?? 0) : 0;
          const released = Math.min(all, most);
          if (stream === 'marketing') left.set(tenantId, all - released);
          return { released, isAll: released === all };
        },
      },
      nowMs,
    );
  const markOf = (tenantId: string) => budgets.useOf(tenantId).held;
  return { run, left, settings, pauses, failing, markOf };
};

describe('releaseWithinBudgets', () => {
  it('releases nothing while the day is used up', async () => {
    const { run, left } = world({ acme: 5 });

    expect(await run(noon + dayMs / 3)).toBe(0);
    expect(left.get('acme')).toBe(5);
  });

  it('releases once a day as many mails as recipients have room, until none is left', async () => {
    const { run, left, markOf } = world({ acme: 25 });

    expect(await run(noon + dayMs)).toBe(10);
    expect(await run(noon + dayMs + 5 * minute)).toBe(0);
    expect(await run(noon + 2 * dayMs)).toBe(10);
    expect(markOf('acme')).toBeDefined();
    expect(await run(noon + 3 * dayMs)).toBe(5);
    expect([left.get('acme'), markOf('acme')]).toEqual([0, undefined]);
  });

  it('releases at once what higher limits give room to, or all where there are none any more', async () => {
    const { run, settings } = world({ acme: 5, beta: 500 });
    settings.set('acme', { budget: { perDay: 13 } });
    settings.set('beta', {});

    expect(await run(noon + 5 * minute)).toBe(503);
    settings.set('acme', { budget: { perDay: 14 } });
    expect(await run(noon + 10 * minute)).toBe(2);
  });

  it('goes by the settings of all tenants where a tenant has none of its own', async () => {
    const { run, settings } = world({ acme: 50 });
    settings.delete('acme');
    settings.set('*', { budget: { perDay: 20 } });

    expect(await run(noon + 5 * minute)).toBe(10);
  });

  it('looks again while a sender may still hold mail under the mark, and then forgets it', async () => {
    const { run, settings, left, markOf } = world({ acme: 1 });
    settings.set('acme', { budget: { perDay: 20 } });
    expect(await run(noon + 5 * minute)).toBe(1);
    expect(markOf('acme')).toBeDefined();
    left.set('acme', 1);

    expect(await run(noon + 10 * minute)).toBe(1);
    expect(markOf('acme')).toBeUndefined();
  });

  it('leaves paused mail held, and keeps looking for it', async () => {
    const { run, pauses, markOf } = world({ acme: 5 });
    pauses.set('acme', { '*': pause });

    expect(await run(noon + dayMs)).toBe(0);
    pauses.delete('acme');
    expect(await run(noon + 2 * dayMs)).toBe(5);
    expect(markOf('acme')).toBeUndefined();
  });

  it('releases the mail of the others when that of one tenant cannot be released, and fails', async () => {
    const { run, failing, left } = world({ acme: 5, beta: 5 });
    failing.add('acme');

    await expect(run(noon + dayMs)).rejects.toThrow('no answer');
    expect([left.get('acme'), left.get('beta')]).toEqual([5, 0]);
    failing.clear();
    expect(await run(noon + dayMs + 5 * minute)).toBe(5);
  });
});
