import type { Gauge } from '../ports.ts';
import { type Standing, standings, type Windows } from './judge.ts';

/**
 * Tenants that have gauges of their own at one time. CloudWatch bills each gauge as a metric, so
 * the number of tenants may not decide what they cost.
 */
export const mostTenantsShown = 10;

/** How a tenant stands, by the worst of its scopes. */
export interface TenantFigures {
  readonly tenantId: string;
  readonly total: Windows;
  readonly standing: Standing;
}

/** Rates of 24 hours, where mail was sent, and the standing; of the account when nobody is named. */
export const rateGauges = (
  { day }: Windows,
  standing: Standing,
  of: Pick<Gauge, 'tenantId' | 'needsPerson'> = {},
): readonly Gauge[] => [
  ...(day.sent === 0
    ? []
    : ([
        { name: 'BounceRate', value: (100 * day.bounced) / day.sent, ...of },
        { name: 'ComplaintRate', value: (100 * day.complained) / day.sent, ...of },
      ] as const)),
  { name: 'Standing', value: standings.indexOf(standing), ...of },
];

/** Paused before warned; among equals those who send most. */
const byNeed = (one: TenantFigures, other: TenantFigures): number =>
  standings.indexOf(other.standing) - standings.indexOf(one.standing) ||
  other.total.day.sent - one.total.day.sent;

/** The gauges of all tenants. The worst of those that are warned or paused need a person. */
export const tenantGauges = (tenants: readonly TenantFigures[]): readonly Gauge[] => {
  const inNeed = new Set(
    tenants
      .filter(({ standing }) => standing !== 'healthy')
      .toSorted(byNeed)
      .slice(0, mostTenantsShown),
  );
  return tenants.flatMap((tenant) =>
    rateGauges(tenant.total, tenant.standing, {
      tenantId: tenant.tenantId,
      ...(inNeed.has(tenant) ? { needsPerson: true } : {}),
    }),
  );
};
