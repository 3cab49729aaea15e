import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import type { Program } from '../../program.ts';
import { addBudgets } from './budget-commands.ts';
import type { ConfigIo } from './config.ts';
import type { KeyIo, KeyOptions, SetKeyOptions } from './key.ts';
import { addAccessKeys } from './keys-commands.ts';
import type { RemoveOptions } from './remove.ts';
import { addRoles } from './role-commands.ts';
import { addSesTenants } from './ses-commands.ts';

/** Adds the command `tenants` and its subcommands. */
export const addTenantCommands = (command: Command, program: Program): void => {
  const { io, onPipeline, confirm } = program;
  const tenants = command
    .command('tenants')
    .description('settings of tenants: config, ses, role, key, keys, budget, remove');
  addConfig(tenants, program);
  addRemoveTenant(tenants, program);
  addSesTenants(tenants, program);
  addRoles(tenants, program);
  addBudgets(tenants, program);
  addAccessKeys(tenants, program);
  const group = tenants
    .command('key')
    .description("access key of a tenant's own SES account: set, show, remove; a role is better");
  const run = (verb: (tools: KeyIo) => Promise<number>): Promise<void> =>
    onPipeline(async (pipeline) => {
      const [{ openKeyTools }, { readSecret }] = await Promise.all([
        import('./key-tools.ts'),
        import('../../terminal/read-secret.ts'),
      ]);
      const source = { input: process.stdin, output: process.stderr };
      return verb({ ...io, ...openKeyTools(pipeline), readSecret: () => readSecret(source) });
    });
  addSet(group, run);
  addShow(group, run);
  addRemove(group, run, confirm);
};

type Run = (verb: (tools: KeyIo) => Promise<number>) => Promise<void>;

const addSet = (group: Command, run: Run): void => {
  group
    .command('set')
    .description('set the key; its secret comes from standard input, or from a hidden prompt')
    .argument('<tenant>', 'id of the tenant')
    .requiredOption('--ses-region <name>', 'region of SES in the account of the key')
    .requiredOption('--access-key-id <id>', 'id of the access key of an IAM user')
    .option('--endpoint <url>', 'endpoint of SES (default: the public one)')
    .option('--drop-previous', 'forget the key before at once, instead of after a day')
    .option('--json', 'print {tenantId, outcome, ses, credentials}')
    .addHelpText(
      'after',
      examples(
        'tenants key set acme --ses-region eu-central-1 --access-key-id AKIAIOSFODNN7EXAMPLE',
      ),
    )
    .action((tenant: string, options: SetKeyOptions) =>
      run(async (tools) => (await import('./key.ts')).setKey(tenant, options, tools)),
    );
};

const addShow = (group: Command, run: Run): void => {
  group
    .command('show')
    .description('show the id of the key, when it was set, and the key before; never a secret')
    .argument('<tenant>', 'id of the tenant')
    .option('--json', 'print {tenantId, ses, credentials}')
    .addHelpText('after', examples('tenants key show acme'))
    .action((tenant: string, options: KeyOptions) =>
      run(async (tools) => (await import('./key.ts')).showKey(tenant, options, tools)),
    );
};

const addRemove = (group: Command, run: Run, confirm: Program['confirm']): void => {
  irreversible(
    group.command('remove'),
    confirm,
    ([tenant]) => `Forget the access keys of ${tenant}? Their secrets cannot be read again.`,
  )
    .description(
      "forget the keys: mail goes by the tenant's role, or through the pipeline's account",
    )
    .argument('<tenant>', 'id of the tenant')
    .option('--json', 'print {tenantId, removed}')
    .addHelpText('after', examples('tenants key remove acme'))
    .action((tenant: string, options: KeyOptions) =>
      run(async (tools) => (await import('./key.ts')).removeKey(tenant, options, tools)),
    );
};

const addConfig = (tenants: Command, { io, onPipeline }: Program) => {
  const group = tenants
    .command('config')
    .description('configuration document of a tenant: its account, senders and switch');
  const run = (verb: (tools: ConfigIo) => Promise<number>): Promise<void> =>
    onPipeline(async (pipeline) => {
      const { openConfigTools } = await import('./config-tools.ts');
      return verb({ ...io, ...(await openConfigTools(pipeline)) });
    });
  group
    .command('show')
    .description('print the document as JSON; never a secret')
    .argument('<tenant>', 'id of the tenant')
    .addHelpText('after', examples('tenants config show acme'))
    .action((tenant: string) =>
      run(async (tools) => (await import('./config.ts')).showConfig(tenant, tools)),
    );
  group
    .command('put')
    .description('put the document in a file in place of the one before')
    .argument('<tenant>', 'id of the tenant')
    .argument('<file>', 'document as JSON')
    .addHelpText('after', examples('tenants config put acme clinic.json'))
    .action((tenant: string, file: string) =>
      run(async (tools) => (await import('./config.ts')).putConfig(tenant, file, tools)),
    );
};

const addRemoveTenant = (tenants: Command, { io, onPipeline, confirm }: Program) => {
  irreversible(
    tenants.command('remove'),
    confirm,
    ([tenant]) => `Remove the settings, keys and topics of ${tenant}? They cannot be brought back.`,
  )
    .description('remove settings, keys and topics of a tenant, and hold its mail from now on')
    .argument('<tenant>', 'id of the tenant')
    .requiredOption('--why <text>', 'reason, recorded for the next operator')
    .option('--json', 'print {tenantId, removed}')
    .addHelpText('after', examples("tenants remove acme --why 'contract ended'"))
    .action((tenant: string, options: RemoveOptions) =>
      onPipeline(async ({ target, clients, clock }) => {
        const [command, adapter] = await Promise.all([
          import('./remove.ts'),
          import('../../../shared/aws/tenants/remove-tenant.ts'),
        ]);
        const removeTenant = adapter.removeTenant(clients.documents, target.tables.tenants);
        return command.remove(tenant, options, { ...io, removeTenant, now: clock.now });
      }),
    );
};
