import { describe, expect, it } from '@jest/globals';
import { showBudget } from '../../../../cli/commands/tenants/budget.ts';
import { unused } from '../../../../shared/budgets/budget-use.ts';
import { monthOf, utcDay } from '../../../../shared/budgets/calendar.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import type { TenantSettings } from '../../../../shared/tenants/settings.ts';
import { capturedIo } from '../../captured-io.ts';

const noon = Date.UTC(2026, 10, 29, 12);
const day = utcDay(noon);

const world = (settings: Readonly<Record<string, TenantSettings>>) => ({
  ...capturedIo(),
  now: () => noon,
  readTenant: async (tenantId: string) => ({ pauses: {}, settings: settings[tenantId] }),
  readUse: async () => ({
    ...unused,
    ...{ day, dayUsed: 7, month: monthOf(day), monthUsed: 70 },
    held: { atMs: noon, day, limits: { perDay: 10, perMonth: Number.POSITIVE_INFINITY } },
  }),
});

describe('tenants budget', () => {
  it('shows what is used of the day and of the month, and that mail is held', async () => {
    const io = world({ acme: { budget: { perDay: 10 } } });

    expect(await showBudget('acme', {}, io)).toBe(0);
    expect(io.out).toEqual([
      'acme  budget',
      '  day         2026-11-29  7 of 10 recipients',
      '  month       2026-11  70 recipients, no limit',
      '  held        mail is held for want of room since 2026-11-29T12:00:00.000Z',
    ]);
  });

  it('goes by the limits of all tenants where it has none, and prints JSON', async () => {
    const io = world({ '*': { budget: { perMonth: 100 } } });

    expect(await showBudget('acme', { json: true }, io)).toBe(0);
    expect(JSON.parse(io.out.join(''))).toEqual({
      tenantId: 'acme',
      day: { date: '2026-11-29', used: 7, most: null },
      month: { date: '2026-11', used: 70, most: 100 },
      rateShare: null,
      held: '2026-11-29T12:00:00.000Z',
    });
  });

  it('shows the share of the rate, and counts it as a limit', async () => {
    const io = world({ acme: { budget: { rateShare: 0.2 } } });

    expect(await showBudget('acme', {}, io)).toBe(0);
    expect(io.out).toContain('  rate        0.2 of it while mail of others waits');
    expect(await showBudget('acme', { json: true }, io)).toBe(0);
    expect(JSON.parse(io.out.at(-1) ?? '')).toMatchObject({ rateShare: 0.2 });
  });

  it('exits with 3 where nothing limits the tenant or an item cannot be read, with 2 for no tenant', async () => {
    expect(await showBudget('acme', {}, world({}))).toBe(3);
    expect(await showBudget('no tenant', {}, world({}))).toBe(2);
    const io = world({});
    const readTenant = () => Promise.reject(new UnreadableItem('the item of x', ['settings']));
    expect(await showBudget('acme', {}, { ...io, readTenant })).toBe(3);
    expect(io.err.join()).toContain('Correct the item of x');
  });
});
