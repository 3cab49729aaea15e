import type { Command } from 'commander';
import { reputationPolicies } from '../../../shared/ses-tenants/ports.ts';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import type { CreateSesTenantOptions, RemoveSesTenantOptions, SesTenantOptions } from './ses.ts';
import type { SesTenantIo } from './with-ses.ts';

/** Adds the command `tenants ses` and its subcommands. */
export const addSesTenants = (tenants: Command, { io, onPipeline, confirm }: Program): void => {
  const group = tenants
    .command('ses')
    .description('tenant of SES as which mail is sent: create, show, remove');
  const run: Run = (verb) =>
    onPipeline(async (pipeline) => {
      const { openSesTools } = await import('./ses-tools.ts');
      return verb({ ...io, ...openSesTools(pipeline) });
    });
  addCreate(group, run);
  addShow(group, run);
  addRemove(group, run, confirm);
};

type Run = (verb: (tools: SesTenantIo) => Promise<number>) => Promise<void>;

const withName = (command: Command): Command =>
  command
    .argument('<tenant>', 'tenant of the pipeline')
    .option('--name <name>', 'name of the SES tenant (default: that in use, else the id)');

const addCreate = (group: Command, run: Run): void => {
  withName(group.command('create'))
    .description('create the SES tenant with all that the mail uses, then send as it')
    .addOption(
      oneOf('--policy <policy>', 'when SES pauses it (default: as it is)', reputationPolicies),
    )
    .option('--identity <names...>', 'further identities that it may send from')
    .option('--template <names...>', 'stored templates that it may use')
    .option('--all-templates', 'all stored templates of the account')
    .option('--json', 'print {tenantId, sesTenant, outcome, steps}')
    .addHelpText(
      'after',
      examples(
        'tenants ses create acme --policy strict',
        'tenants ses create acme --identity acme.example --template welcome receipt',
      ),
    )
    .action((tenant: string, options: CreateSesTenantOptions) =>
      run(async (tools) => (await import('./ses.ts')).createSesTenant(tenant, options, tools)),
    );
};

const addShow = (group: Command, run: Run): void => {
  withName(group.command('show'))
    .description('show its status, its policy, and what it is associated with')
    .option('--json', 'print {tenantId, sesTenant, isUsed, arn, customer, aws, policy, resources}')
    .addHelpText('after', examples('tenants ses show acme'))
    .action((tenant: string, options: SesTenantOptions) =>
      run(async (tools) => (await import('./ses-show.ts')).showSesTenant(tenant, options, tools)),
    );
};

const addRemove = (group: Command, run: Run, confirm: Program['confirm']): void => {
  const remove = irreversible(
    group.command('remove'),
    confirm,
    ([tenant]) => `Remove the SES tenant of ${tenant}? SES forgets its status and its reputation.`,
  );
  withName(remove)
    .description('send as it no longer, then remove it with its associations; takes a minute')
    .option('--although-held', 'also while SES lets it send nothing: its mail then goes out')
    .option('--json', 'print {tenantId, sesTenant, outcome, steps}')
    .addHelpText('after', examples('tenants ses remove acme'))
    .action((tenant: string, options: RemoveSesTenantOptions) =>
      run(async (tools) => (await import('./ses.ts')).removeSesTenant(tenant, options, tools)),
    );
};
