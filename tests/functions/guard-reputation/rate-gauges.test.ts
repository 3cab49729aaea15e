import { describe, expect, it } from '@jest/globals';
import {
  mostTenantsShown,
  rateGauges,
  type TenantFigures,
  tenantGauges,
} from '../../../functions/guard-reputation/rate-gauges.ts';
import type { Standing, Windows } from '../../../shared/reputation/judge.ts';

const windows = (sent: number, bounced = 0, complained = 0): Windows => ({
  day: { sent, bounced, complained },
  week: { sent: 0, bounced: 0, complained: 0 },
});

const tenant = (tenantId: string, standing: Standing, sent: number): TenantFigures => ({
  tenantId,
  standing,
  totals: [windows(sent)],
});

const inNeed = (tenants: readonly TenantFigures[]): readonly string[] => [
  ...new Set(
    tenantGauges(tenants).flatMap(({ tenantId, needsPerson }) =>
      needsPerson === true && tenantId !== undefined ? [tenantId] : [],
    ),
  ),
];

describe('rateGauges', () => {
  it('are shares of what was sent in percent, and the standing as a number', () => {
    expect(rateGauges([windows(200, 10, 1)], 'warned')).toEqual([
      { name: 'BounceRate', value: 5 },
      { name: 'ComplaintRate', value: 0.5 },
      { name: 'Standing', value: 1 },
    ]);
  });

  it('have no rates where nothing was sent', () => {
    expect(rateGauges([windows(0, 3)], 'paused')).toEqual([{ name: 'Standing', value: 2 }]);
  });
});

describe('rateGauges of mail here and elsewhere', () => {
  it('show the worse rate of each kind', () => {
    expect(rateGauges([windows(100, 10, 0), windows(10_000, 0, 100)], 'paused')).toEqual([
      { name: 'BounceRate', value: 10 },
      { name: 'ComplaintRate', value: 1 },
      { name: 'Standing', value: 2 },
    ]);
  });
});

describe('tenantGauges', () => {
  it('need a person for who is warned or paused, and for nobody who is healthy', () => {
    const tenants = [
      tenant('good', 'healthy', 900),
      tenant('bad', 'paused', 1),
      tenant('so-so', 'warned', 5),
    ];

    expect(inNeed(tenants)).toEqual(['bad', 'so-so']);
    expect(tenantGauges(tenants).filter(({ name }) => name === 'Standing')).toEqual([
      { name: 'Standing', value: 0, tenantId: 'good' },
      { name: 'Standing', value: 2, tenantId: 'bad', needsPerson: true },
      { name: 'Standing', value: 1, tenantId: 'so-so', needsPerson: true },
    ]);
  });

  it('need a person for ten at most: first the paused, then those who send most', () => {
    const tenants = [
      ...Array.from({ length: 50 }, (_, index) =>
        tenant(`warned-${index}`, 'warned', 1_000 + index),
      ),
      ...Array.from({ length: 8 }, (_, index) => tenant(`paused-${index}`, 'paused', index + 1)),
    ];

    const shown = inNeed(tenants);

    expect(shown).toHaveLength(mostTenantsShown);
    expect(shown.filter((id) => id.startsWith('paused'))).toHaveLength(8);
    expect(shown).toEqual(expect.arrayContaining(['warned-49', 'warned-48']));
    expect(tenantGauges(tenants)).toHaveLength(58 * 3);
  });
});
