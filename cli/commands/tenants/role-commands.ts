import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import type { Program } from '../../program.ts';
import type { RoleIo, RoleOptions, SetRoleOptions } from './role.ts';

/** Adds `tenants role` and its subcommands. */
export const addRoles = (tenants: Command, { io, onPipeline, confirm }: Program): void => {
  const group = tenants
    .command('role')
    .description("role in a tenant's own SES account: set, show, remove");
  const run = (verb: (tools: RoleIo) => Promise<number>): Promise<void> =>
    onPipeline(async ({ target, clients }) => {
      const [{ tenantRoles }, { newId }] = await Promise.all([
        import('../../../shared/aws/tenants/tenant-roles.ts'),
        import('../../../shared/system/clock.ts'),
      ]);
      return verb({ ...io, roles: tenantRoles(clients.documents, target.tables.tenants, newId) });
    });
  group
    .command('set')
    .description('set the role; prints the external id that its trust policy has to ask for')
    .argument('<tenant>', 'id of the tenant')
    .requiredOption('--role-arn <arn>', 'role in the account of the tenant')
    .requiredOption('--ses-region <name>', 'region of SES in that account')
    .option('--json', 'print {tenantId, role}')
    .addHelpText(
      'after',
      examples(
        'tenants role set acme --role-arn arn:aws:iam::444455556666:role/ses-pipeline-sender --ses-region eu-west-1',
      ),
    )
    .action((tenant: string, options: SetRoleOptions) =>
      run(async (tools) => (await import('./role.ts')).setRole(tenant, options, tools)),
    );
  group
    .command('show')
    .description('show the role, its account and region, and the external id')
    .argument('<tenant>', 'id of the tenant')
    .option('--json', 'print {tenantId, role}')
    .addHelpText('after', examples('tenants role show acme'))
    .action((tenant: string, options: RoleOptions) =>
      run(async (tools) => (await import('./role.ts')).showRole(tenant, options, tools)),
    );
  irreversible(
    group.command('remove'),
    confirm,
    ([tenant]) => `Forget the role of ${tenant}? Set again, it gets another external id.`,
  )
    .description("forget the role: mail goes through the pipeline's account")
    .argument('<tenant>', 'id of the tenant')
    .option('--json', 'print {tenantId, removed}')
    .addHelpText('after', examples('tenants role remove acme'))
    .action((tenant: string, options: RoleOptions) =>
      run(async (tools) => (await import('./role.ts')).removeRole(tenant, options, tools)),
    );
};
