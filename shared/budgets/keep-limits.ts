import type { BudgetSettings } from './budget-settings.ts';

const limitsIn = ({ budget, warmUp }: BudgetSettings) => ({
  ...(budget === undefined ? {} : { budget }),
  ...(warmUp === undefined ? {} : { warmUp }),
});

/** Names of the limits that `after` would change. */
export const changedLimits = (
  before: BudgetSettings,
  after: BudgetSettings,
): readonly (keyof BudgetSettings)[] =>
  (['budget', 'warmUp'] as const).filter((name) => textOf(before[name]) !== textOf(after[name]));

const textOf = (limit: object | undefined): string =>
  JSON.stringify(Object.entries(limit ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Settings with the limits of others: a tenant may not change how much it may send. */
export const withLimitsOf = <Settings extends BudgetSettings>(
  { budget: _, warmUp: __, ...rest }: Settings,
  before: BudgetSettings,
) => ({ ...rest, ...limitsIn(before) });
