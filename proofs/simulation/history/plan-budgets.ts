import type { BudgetSettings } from '../../../shared/budgets/budget-settings.ts';
import type { World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Gives tenants their budgets and shares, and lifts them when no more mail comes. */
export const planBudgets = (world: World, scenario: Scenario): void => {
  const { timeline, settings, journal, ses, audits } = world;
  const limits = limitsOf(scenario);
  if (limits.size === 0) return;
  for (const [tenantId, own] of limits) {
    settings.set(tenantId, own);
    audits.budgets.set(tenantId, own);
    if (own.budget?.over === 'refuse') audits.mail.refuseOverBudget(tenantId);
  }
  if (scenario.isContended)
    for (const share of scenario.shares)
      audits.shares.watch({ ...share, ratePerSecond: scenario.ratePerSecond });
  ses.listen({ onAccepted: audits.budgets.accept });
  timeline.at(scenario.calmFromMs, () => {
    journal.note(undefined, 'an operator lifts all budgets');
    for (const tenantId of limits.keys()) {
      settings.delete(tenantId);
      audits.budgets.set(tenantId, undefined);
    }
  });
};

/** What limits each tenant: its budget, its share, or both. */
const limitsOf = ({ budgets, shares }: Scenario): ReadonlyMap<string, BudgetSettings> => {
  const limits = new Map<string, BudgetSettings>(
    budgets.map(({ tenantId, settings }) => [tenantId, settings]),
  );
  for (const { tenantId, rateShare } of shares) {
    const own = limits.get(tenantId);
    limits.set(tenantId, { ...own, budget: { ...own?.budget, rateShare } });
  }
  return limits;
};
