import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { ShowBudgetOptions } from './budget.ts';

/** Adds `tenants budget` and its subcommand. */
export const addBudgets = (tenants: Command, { io, onPipeline }: Program): void => {
  tenants
    .command('budget')
    .description('how many recipients a tenant may send to, and what it has used: show')
    .command('show')
    .description('show what is used of the day and of the month, and the share of the rate')
    .argument('<tenant>', 'id of the tenant')
    .option('--json', 'print {tenantId, day, month, rateShare, held}')
    .addHelpText('after', examples('tenants budget show acme'))
    .action((tenant: string, options: ShowBudgetOptions) =>
      onPipeline(async ({ target, clients: { documents }, clock }) => {
        const [{ showBudget }, { readBudgetUse }, { tenantBook }] = await Promise.all([
          import('./budget.ts'),
          import('../../../shared/aws/budgets/read-budget-use.ts'),
          import('../../../shared/aws/tenants/tenant-book.ts'),
        ]);
        const table = target.tables.ledger;
        return showBudget(tenant, options, {
          ...io,
          now: clock.now,
          readTenant: tenantBook(documents, target.tables.tenants).read,
          readUse: (tenantId) => readBudgetUse({ documents, table, tenantId }),
        });
      }),
    );
};
