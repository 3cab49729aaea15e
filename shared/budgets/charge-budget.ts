import { fitQuota } from '../pacing/fit-quota.ts';
import type { Clock, Random } from '../system/ports.ts';
import type { BudgetSettings } from './budget-settings.ts';
import { type BudgetUse, roomOn, unused } from './budget-use.ts';
import { utcDay } from './calendar.ts';
import { type Charge, countChargeOf } from './charge.ts';
import { isLimited, type Limits, limitsOn } from './limits.ts';
import type { BudgetStore } from './ports.ts';
import { type Share, splitByShare } from './share.ts';
import { rememberTat, type ShareMemory } from './share-memory.ts';

export interface ChargeBudgetPorts {
  readonly budgets: BudgetStore;
  readonly shares: ShareMemory;
  readonly clock: Clock;
  readonly random: Random;
}

/** What limits a tenant. */
export interface TenantLimits {
  readonly tenantId: string;
  readonly settings: BudgetSettings;
  /** Its share of the rate; undefined where it may use the whole rate. */
  readonly share: Share | undefined;
}

/** How many recipients a job has. */
export interface Costs<Job> {
  /** Recipients that a day and a month count; jobs of none always fit. */
  readonly costOf: (job: Job) => number;
  /** Recipients that take slots, at least one. */
  readonly sizeOf: (job: Job) => number;
}

/** Jobs that a tenant's budget has room for, charged to it; and the others. */
export interface Charged<Job> {
  readonly fitting: readonly Job[];
  readonly others: readonly Job[];
  /** Those of the fitting that are over the tenant's share of the rate; not charged to it. */
  readonly overShare: readonly Job[];
  /** Recipients charged to the day and the month; 0 where nothing limits them. */
  readonly count: number;
  /** UTC day to which they are charged. */
  readonly day: number;
  readonly limits: Limits;
  /** The item as it was found; {@link unused} where it needed no look. */
  readonly use: BudgetUse;
}

/** Lost writes after which a writer pauses for a random time, and the longest such pause; ms. */
const patience = { after: 3, longestPauseMs: 40 } as const;

/**
 * Charges to a tenant's budget what fits of its jobs, in their order, and to its share of the rate
 * what is within it, with one write. Where not all fit it reads the item, and charges those that
 * do.
 *
 * @throws when the table cannot be reached; recipients may then have been charged in vain
 */
export const chargeBudget = async <Job>(
  { budgets, shares, clock, random }: ChargeBudgetPorts,
  tenant: TenantLimits,
  jobs: readonly Job[],
  costs: Costs<Job>,
): Promise<Charged<Job>> => {
  const { tenantId } = tenant;
  let seen: BudgetUse | undefined;
  for (let attempt = 0; ; attempt += 1) {
    const nowMs = clock.now();
    const tatMs = seen?.tatMs ?? shares.tats.get(tenantId) ?? unused.tatMs;
    const { charged, wish } = plan(tenant, jobs, costs, { seen, tatMs, nowMs });
    if (wish === undefined) return charged;
    const answer = await budgets.charge(tenantId, wish);
    const after = answer.kind === 'taken' ? answer : answer.use;
    if (wish.share !== undefined) rememberTat(shares, tenantId, after.tatMs, nowMs);
    if (answer.kind === 'taken') return charged;
    seen = answer.use;
    if (attempt >= patience.after)
      await clock.sleepUntil(clock.now() + random() * patience.longestPauseMs);
  }
};

/** The item as last seen; `seen` is undefined where it was not read. */
interface Known {
  readonly seen: BudgetUse | undefined;
  readonly tatMs: number;
  readonly nowMs: number;
}

/** What is charged, going by the item as last seen, and the write; undefined when it needs none. */
const plan = <Job>(
  { settings, share }: TenantLimits,
  jobs: readonly Job[],
  { costOf, sizeOf }: Costs<Job>,
  { seen, tatMs, nowMs }: Known,
): { readonly charged: Charged<Job>; readonly wish: Charge | undefined } => {
  const use = seen ?? unused;
  // Another worker's clock may have passed midnight before.
  const day = Math.max(utcDay(nowMs), use.day);
  const limits = limitsOn(settings, day);
  const { fitting, others } = fitQuota(jobs, costOf, roomOn(use, limits, day));
  const count = isLimited(limits) ? fitting.reduce((sum, job) => sum + costOf(job), 0) : 0;
  const { over, charge } =
    share === undefined
      ? { over: [], charge: undefined }
      : splitByShare(fitting, sizeOf, share, { tatMs, nowMs });
  const counts = count === 0 ? undefined : countChargeOf(seen, { day, count, limits });
  return {
    charged: { fitting, others, overShare: over, count, day, limits, use },
    wish: counts === undefined && charge === undefined ? undefined : { counts, share: charge },
  };
};
