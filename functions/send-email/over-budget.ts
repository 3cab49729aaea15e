import type { OverBudget } from '../../shared/budgets/budget-use.ts';

/** Why a message is over the budget of its tenant. */
export const overReason = ({ per, most, isTooLarge }: OverBudget): string =>
  isTooLarge
    ? `it has more recipients than its tenant may send to in a ${per} (${most}, by UTC)`
    : `over its tenant's budget of this ${per} (${most} recipients a ${per}, by UTC)`;

/** When a message that is held for want of room goes out. */
export const wayOut = ({ untilMs, isTooLarge }: OverBudget): string =>
  isTooLarge
    ? 'raise the budget, and it goes out by itself within minutes'
    : `it goes out by itself after ${new Date(untilMs).toISOString()}, or within minutes after the budget is raised`;
