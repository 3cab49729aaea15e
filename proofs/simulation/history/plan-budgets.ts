import type { World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Gives tenants their budgets, and lifts them when no more mail comes. */
export const planBudgets = (
  { timeline, settings, journal, ses, audits }: World,
  { budgets, calmFromMs }: Scenario,
): void => {
  if (budgets.length === 0) return;
  for (const { tenantId, settings: own } of budgets) {
    settings.set(tenantId, own);
    audits.budgets.set(tenantId, own);
    if (own.budget?.over === 'refuse') audits.mail.refuseOverBudget(tenantId);
  }
  ses.listen({ onAccepted: audits.budgets.accept });
  timeline.at(calmFromMs, () => {
    journal.note(undefined, 'an operator lifts all budgets');
    for (const { tenantId } of budgets) {
      settings.delete(tenantId);
      audits.budgets.set(tenantId, undefined);
    }
  });
};
