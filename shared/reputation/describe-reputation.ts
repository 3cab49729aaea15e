import { isWholeScope, wholeTenant } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import { provenRate } from './confidence.ts';
import type { Counts } from './counts.ts';
import { sumWindows, type TenantRecord, windowsOf } from './judge-tenant.ts';

/**
 * Rates of a tenant, or of the account, and of each of its streams, as people read them.
 *
 * @param all - records of all tenants; the account's own mail is that of those without an account
 */
export const describeReputation = (
  record: TenantRecord,
  all: readonly TenantRecord[],
  nowMs: number,
) => {
  const { tenantId, pauses, standings } = record;
  const whose =
    tenantId === everyTenant ? all.filter(({ hasOwnAccount }) => !hasOwnAccount) : [record];
  const ratesIn = (place: 'here' | 'elsewhere', scope: string) => {
    const { day, week } = sumWindows(
      whose.flatMap((each) =>
        [...each[place]].flatMap(([stream, hours]) =>
          isWholeScope(scope) || scope === stream ? [windowsOf(hours, nowMs, 0)] : [],
        ),
      ),
    );
    return { day: ratesOf(day), week: ratesOf(week) };
  };
  const scopes = new Set([
    wholeTenant,
    ...record.here.keys(),
    ...record.elsewhere.keys(),
    ...pauses.keys(),
    ...standings.keys(),
  ]);
  return [...scopes].toSorted().map((scope) => {
    const pause = pauses.get(scope);
    const standing = pause === undefined ? (standings.get(scope) ?? 'healthy') : 'paused';
    const paused =
      pause === undefined
        ? null
        : {
            by: pause.by,
            person: pause.person ?? null,
            since: new Date(pause.since).toISOString(),
            why: pause.why,
          };
    // Mail that other accounts have sent does not count for the account.
    const elsewhere = tenantId === everyTenant ? null : ratesIn('elsewhere', scope);
    return { tenantId, scope, standing, paused, ...ratesIn('here', scope), elsewhere };
  });
};

export type ScopeReputation = ReturnType<typeof describeReputation>[number];

export type Rates = ReturnType<typeof ratesOf>;

const ratesOf = ({ sent, bounced, complained }: Counts) => ({
  sent,
  bounced,
  complained,
  /** Shares of 1; `proven` is the lower bound by which guard-reputation judges. */
  bounceRate: sent === 0 ? 0 : bounced / sent,
  provenBounceRate: provenRate(bounced, sent),
  complaintRate: sent === 0 ? 0 : complained / sent,
  provenComplaintRate: provenRate(complained, sent),
});
