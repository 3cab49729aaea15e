import { DescribeBudgetCommand } from '@aws-sdk/client-budgets';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Looks } from '../../health/looks.ts';
import type { AlarmState } from '../../health/ports.ts';
import { orAbsent } from './absent.ts';
import type { HealthClients } from './health-clients.ts';

/** Alarms and the budget. */
export const lookAtWatch = ({
  cloudwatch,
  budgets,
}: Pick<HealthClients, 'cloudwatch' | 'budgets'>): Pick<Looks, 'alarms' | 'budget'> => ({
  alarms: async (AlarmNamePrefix) => {
    const alarms: AlarmState[] = [];
    for await (const page of paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix }))
      for (const {
        AlarmName = '',
        StateValue = '',
        ActionsEnabled,
        AlarmActions = [],
      } of page.MetricAlarms ?? [])
        alarms.push({
          name: AlarmName,
          state: StateValue,
          areActionsEnabled: ActionsEnabled !== false,
          actions: AlarmActions,
        });
    return alarms;
  },
  budget: async (AccountId, BudgetName) => {
    const found = await orAbsent(
      budgets.send(new DescribeBudgetCommand({ AccountId, BudgetName })),
    );
    if (found?.Budget === undefined) return null;
    const { Amount = '', Unit = '' } = found.Budget.BudgetLimit ?? {};
    return { limit: `${Amount} ${Unit}` };
  },
});
