import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dollarsByTiers, type SesUse, sesCost } from '../../../shared/cost/ses-cost.ts';
import { isSesPlan, planNames, sesPlans } from '../../../shared/prices/ses-plans.ts';

const use = (some: Partial<SesUse>): SesUse => ({
  recipients: 0,
  dataGigabytes: 0,
  dedicatedIps: 0,
  hasManagedIps: false,
  hasVdm: false,
  tenants: 0,
  ...some,
});

describe('cost of SES', () => {
  it.each([
    ['NONE', 1_000_000, 100],
    ['ESSENTIALS', 1_000_000, 160],
    ['ESSENTIALS', 20_000_000, 1_600 + 1_400],
    ['ESSENTIALS', 150_000_000, 1_600 + 12_600 + 5_500],
    ['PRO', 1_000_000, 105 + 220],
    ['PRO', 0, 105],
    ['ENTERPRISE', 20_000_000, 500 + 2_300 + 1_800],
  ] as const)('under %s is, for %d recipients, $%d', (plan, recipients, dollars) => {
    expect(sesCost(plan, use({ recipients })).dollars).toBeCloseTo(dollars, 6);
  });

  it('has a line for all that is used and costs something', () => {
    const all = use({
      recipients: 100_000,
      dataGigabytes: 10,
      dedicatedIps: 2,
      hasManagedIps: true,
      hasVdm: true,
      tenants: 400,
    });

    expect(
      sesCost('NONE', all).lines.map(({ what, dollars }) => [what, Number(dollars.toFixed(6))]),
    ).toEqual([
      ['recipients', 10],
      ['data', 1.2],
      ['dedicated IPs', 49.9],
      ['managed dedicated IPs', 15 + 8],
      ['VDM', 7],
      ['SES tenants', 2],
    ]);
    expect(sesCost('PRO', all).lines.map(({ what }) => what)).toEqual([
      'plan',
      'recipients',
      'data',
      'dedicated IPs',
      'SES tenants',
    ]);
  });

  it('gives a thousand tenants to Enterprise', () => {
    expect(sesCost('ENTERPRISE', use({ tenants: 1_200 })).dollars).toBeCloseTo(500 + 1, 9);
  });

  it('never falls when more is sent', () => {
    const count = fc.integer({ min: 0, max: 300_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...planNames), count, count, (plan, one, more) => {
        const dollars = (recipients: number) =>
          sesCost(plan, use({ recipients, hasManagedIps: true, hasVdm: true })).dollars;
        expect(dollars(one + more)).toBeGreaterThanOrEqual(dollars(one) - 1e-6);
      }),
    );
  });

  it('prices what lies in a tier at its price alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000_000 }), (units) => {
        const tiers = sesPlans.ESSENTIALS.recipients;
        const [first = 0, second = 0, third = 0] = tiers.map((tier) => tier.dollarsPerThousand);
        const inFirst = Math.min(units, 10_000_000);
        const inSecond = Math.min(Math.max(0, units - 10_000_000), 90_000_000);
        const expected =
          (inFirst * first + inSecond * second + (units - inFirst - inSecond) * third) / 1_000;
        expect(dollarsByTiers(units, tiers)).toBeCloseTo(expected, 3);
      }),
    );
  });
});

describe('plans of SES', () => {
  it('are known by the names that SES gives them, and no others', () => {
    expect(['NONE', 'PRO', 'pro', '', undefined, 'toString'].map(isSesPlan)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
