import type { Command } from 'commander';
import type { Pipeline, Program } from '../../program.ts';
import type { ListHeldOptions, ReleaseOptions } from './held.ts';

/** Adds `held list` and `release`. */
export const addHeldCommands = (command: Command, { io, onPipeline }: Program): void => {
  const load = () => import('./held.ts');
  const open = async ({ target, clients, clock }: Pipeline) => {
    const { openHeldTools } = await import('./held-tools.ts');
    const tools = await openHeldTools(target, clients, clock.now, ({ message }) =>
      io.printError(message),
    );
    return { ...io, ...tools };
  };

  command
    .command('held')
    .description('held mail, which waits until it is released')
    .command('list')
    .description('list held mail, oldest first within each stream')
    .option('--tenant <id>', 'mail of this tenant (default: all tenants)')
    .option('--stream <name>', 'mail of this stream')
    .option('--json', 'print one {tenantId, stream, messageId, arrivedAt} per line')
    .action((options: ListHeldOptions) =>
      onPipeline(async (pipeline) => (await load()).listHeldMail(options, await open(pipeline))),
    );

  command
    .command('release')
    .description('put held mail back on its queues')
    .argument('<tenant>', 'tenant whose mail is released')
    .option('--stream <name>', 'only mail of this stream')
    .option('--message <id>', 'only this message')
    .option('--json', 'print {tenantId, released}')
    .action((tenant: string, options: ReleaseOptions) =>
      onPipeline(async (pipeline) => (await load()).release(tenant, options, await open(pipeline))),
    );
};
