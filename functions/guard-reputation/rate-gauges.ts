import { sumCounts } from '../../shared/reputation/counts.ts';
import { type Standing, standings, type Windows } from '../../shared/reputation/judge.ts';
import type { Gauge } from '../../shared/telemetry/ports.ts';

/**
 * Tenants that have gauges of their own at one time. CloudWatch bills each gauge as a metric, so
 * the number of tenants may not decide what they cost.
 */
export const mostTenantsShown = 10;

/** How a tenant stands, by the worst of its scopes. */
export interface TenantFigures {
  readonly tenantId: string;
  /** Of its mail here, and of its mail elsewhere. */
  readonly totals: readonly Windows[];
  readonly standing: Standing;
}

/** The worse rate of mail here and elsewhere; none where nothing was sent. */
const worstRate = (
  name: 'BounceRate' | 'ComplaintRate',
  hits: 'bounced' | 'complained',
  totals: readonly Windows[],
): readonly Gauge[] => {
  const rates = totals.flatMap(({ day }) => (day.sent === 0 ? [] : [(100 * day[hits]) / day.sent]));
  return rates.length === 0 ? [] : [{ name, value: Math.max(...rates) }];
};

/**
 * Rates of 24 hours, where mail was sent, and the standing; of the account when nobody is named.
 */
export const rateGauges = (
  totals: readonly Windows[],
  standing: Standing,
  of: Pick<Gauge, 'tenantId' | 'needsPerson'> = {},
): readonly Gauge[] =>
  [
    ...worstRate('BounceRate', 'bounced', totals),
    ...worstRate('ComplaintRate', 'complained', totals),
    { name: 'Standing' as const, value: standings.indexOf(standing) },
  ].map((gauge) => ({ ...gauge, ...of }));

const sentBy = ({ totals }: TenantFigures): number => sumCounts(totals.map(({ day }) => day)).sent;

/** Paused before warned; among equals those who send most. */
const byNeed = (one: TenantFigures, other: TenantFigures): number =>
  standings.indexOf(other.standing) - standings.indexOf(one.standing) ||
  sentBy(other) - sentBy(one);

/** The gauges of all tenants. The worst of those that are warned or paused need a person. */
export const tenantGauges = (tenants: readonly TenantFigures[]): readonly Gauge[] => {
  const inNeed = new Set(
    tenants
      .filter(({ standing }) => standing !== 'healthy')
      .toSorted(byNeed)
      .slice(0, mostTenantsShown),
  );
  return tenants.flatMap((tenant) =>
    rateGauges(tenant.totals, tenant.standing, {
      tenantId: tenant.tenantId,
      ...(inNeed.has(tenant) ? { needsPerson: true } : {}),
    }),
  );
};
