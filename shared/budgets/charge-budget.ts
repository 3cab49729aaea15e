import { fitQuota } from '../pacing/fit-quota.ts';
import type { Clock, Random } from '../system/ports.ts';
import type { BudgetSettings } from './budget-settings.ts';
import { type BudgetUse, roomOn, unused } from './budget-use.ts';
import { utcDay } from './calendar.ts';
import { chargeOf } from './charge.ts';
import { type Limits, limitsOn } from './limits.ts';
import type { BudgetStore } from './ports.ts';

export interface ChargeBudgetPorts {
  readonly budgets: BudgetStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Jobs that a tenant's budget has room for, charged to it; and the others. */
export interface Charged<Job> {
  readonly fitting: readonly Job[];
  readonly others: readonly Job[];
  /** Recipients charged. */
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
 * Charges to a tenant's budget what fits of its jobs, in their order, with one write. Where not all
 * fit it reads the item, and charges those that do.
 *
 * @param costOf - recipients that count; jobs of none always fit
 * @throws when the table cannot be reached; recipients may then have been charged in vain
 */
export const chargeBudget = async <Job>(
  { budgets, clock, random }: ChargeBudgetPorts,
  tenantId: string,
  settings: BudgetSettings,
  jobs: readonly Job[],
  costOf: (job: Job) => number,
): Promise<Charged<Job>> => {
  let seen: BudgetUse | undefined;
  for (let attempt = 0; ; attempt += 1) {
    const use = seen ?? unused;
    // Another worker's clock may have passed midnight before.
    const day = Math.max(utcDay(clock.now()), use.day);
    const limits = limitsOn(settings, day);
    const { fitting, others } = fitQuota(jobs, costOf, roomOn(use, limits, day));
    const count = fitting.reduce((sum, job) => sum + costOf(job), 0);
    const charged = { fitting, others, count, day, limits, use };
    if (count === 0) return charged;
    const answer = await budgets.charge(tenantId, chargeOf(seen, { day, count, limits }));
    if (answer.kind === 'taken') return charged;
    seen = answer.use;
    if (attempt >= patience.after)
      await clock.sleepUntil(clock.now() + random() * patience.longestPauseMs);
  }
};
