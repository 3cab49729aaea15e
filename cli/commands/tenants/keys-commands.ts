import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import type { Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { CreateKeyOptions, KeysIo, ListKeysOptions, RevokeKeyOptions } from './keys.ts';

type Run = (verb: (tools: KeysIo) => Promise<number>) => Promise<void>;

/** Adds `tenants keys` and its subcommands. */
export const addAccessKeys = (tenants: Command, { io, onPipeline, confirm }: Program): void => {
  const group = tenants
    .command('keys')
    .description('access keys with which programs of tenants authenticate: create, list, revoke');
  const run: Run = (verb) =>
    onPipeline(async (pipeline) => {
      const { openKeysTools } = await import('./keys-tools.ts');
      return verb({ ...io, ...openKeysTools(pipeline) });
    });
  addCreate(group, run);
  group
    .command('list')
    .description('list the keys of a tenant, their age and state; never a secret')
    .requiredOption('--tenant <id>', 'tenant whose keys they are')
    .option('--json', 'print one key per line')
    .addHelpText('after', examples('tenants keys list --tenant acme'))
    .action((options: ListKeysOptions) =>
      run(async (tools) => (await import('./keys.ts')).listKeys(options, tools)),
    );
  irreversible(
    group.command('revoke'),
    confirm,
    ([id]) =>
      `Revoke the key ${id}? Programs that use it can send no more, and it never works again.`,
  )
    .description('revoke a key; doors refuse it within a minute')
    .argument('<key-id>', 'id of the key, as keys list shows it')
    .option('--json', 'print the key')
    .addHelpText('after', examples('tenants keys revoke AKSPZ4TQ6M2XKD7NWB3V'))
    .action((accessKeyId: string, options: RevokeKeyOptions) =>
      run(async (tools) => (await import('./keys.ts')).revokeKey(accessKeyId, options, tools)),
    );
};

const addCreate = (group: Command, run: Run): void => {
  group
    .command('create')
    .description('create a key; prints its secret, this once, and the SMTP password')
    .requiredOption('--tenant <id>', 'tenant whose mail it is')
    .option('--label <text>', 'what the key is for')
    .option('--expires <duration>', 'time for which it is valid, like 90d (default: no end)')
    .option('--role <arn>', 'AWS role whose programs get keys; no secret of its own')
    .addOption(streamOption('stream of mail that names no configuration set'))
    .option('--mail-expires <duration>', 'time after which mail is not sent any more, like 7d')
    .option('--json', 'print {accessKeyId, secret, smtpPassword, ...}')
    .addHelpText('after', examples('tenants keys create --tenant acme --label shop --expires 90d'))
    .action((options: CreateKeyOptions) =>
      run(async (tools) => (await import('./keys.ts')).createKey(options, tools)),
    );
};
