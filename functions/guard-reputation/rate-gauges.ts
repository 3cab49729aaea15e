import { sumCounts } from '../../shared/reputation/counts.ts';
import { type Standing, standings, type Windows } from '../../shared/reputation/judge.ts';
import type { Gauge } from '../../shared/telemetry/ports.ts';

/**
 * Most tenants with gauges of their own at a time. CloudWatch bills each gauge as a metric, so the
 * cost must not grow with the number of tenants.
 */
export const mostTenantsShown = 10;

/** Figures of a tenant; its standing is that of its worst scope. */
export interface TenantFigures {
  readonly tenantId: string;
  /** Counts of its mail through the pipeline, and of its mail that others sent. */
  readonly totals: readonly Windows[];
  readonly standing: Standing;
}

/**
 * Gauges of the rates over 24 hours, if mail was sent, and of the standing. Without a tenant they
 * are those of the account.
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

/** The worse of the rates through the pipeline and elsewhere; undefined when nothing was sent. */
const worstRate = (
  name: 'BounceRate' | 'ComplaintRate',
  hits: 'bounced' | 'complained',
  totals: readonly Windows[],
): readonly Gauge[] => {
  const rates = totals.flatMap(({ day }) => (day.sent === 0 ? [] : [(100 * day[hits]) / day.sent]));
  return rates.length === 0 ? [] : [{ name, value: Math.max(...rates) }];
};

const sentBy = ({ totals }: TenantFigures): number => sumCounts(totals.map(({ day }) => day)).sent;

/** Sort order: paused before warned, then by volume. */
const byNeed = (one: TenantFigures, other: TenantFigures): number =>
  standings.indexOf(other.standing) - standings.indexOf(one.standing) ||
  sentBy(other) - sentBy(one);

/** Gauges of the tenants that need a person: the worst of those that are warned or paused. */
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
