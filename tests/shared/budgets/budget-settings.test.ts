import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { tenantSettingsSchema } from '../../../shared/tenants/settings.ts';

const problemsOf = (settings: unknown): readonly string[] =>
  z
    .safeParse(tenantSettingsSchema, settings)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const warmUp = { startsOn: '2026-02-28', firstDay: 50, growthPerDay: 1.3 };

describe('settings of a budget', () => {
  it('name recipients, dates and a factor', () => {
    expect(
      problemsOf({
        budget: { perDay: 1, perMonth: 1_000_000_000, rateShare: 0.25, over: 'refuse' },
        warmUp: { ...warmUp, until: '2028-02-29' },
      }),
    ).toEqual([]);
  });

  it('name a part of the rate, from a thousandth to all of it', () => {
    expect([0.001, 1].flatMap((rateShare) => problemsOf({ budget: { rateShare } }))).toEqual([]);
    expect([0, 20].flatMap((rateShare) => problemsOf({ budget: { rateShare } }))).toEqual([
      'budget.rateShare: is less than 0.001; to send nothing, pause the tenant',
      'budget.rateShare: is more than 1; write a part of the rate such as 0.2',
    ]);
  });

  it('say what is wrong and what to write instead', () => {
    expect(
      problemsOf({
        budget: { perDay: 0, perMonth: 2_000_000_000 },
        warmUp: { ...warmUp, startsOn: '2026-02-29', growthPerDay: 0.9, until: 'soon' },
      }),
    ).toEqual([
      'budget.perDay: is less than 1; to send nothing, pause the tenant',
      'budget.perMonth: is more than 1000000000; leave it out for no limit',
      'warmUp.startsOn: is no date; write it like 2026-11-29, a day of UTC',
      'warmUp.growthPerDay: is less than 1; write a factor such as 1.3',
      'warmUp.until: is no date; write it like 2026-11-29, a day of UTC',
    ]);
  });
});
