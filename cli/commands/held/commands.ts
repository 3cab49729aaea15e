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
    .description('mail that waits until it is released')
    .command('list')
    .description('list it, per stream oldest first')
    .option('--tenant <id>', 'whose mail; else everybody’s')
    .option('--stream <name>', 'of one stream')
    .option('--json', 'print one {tenantId, stream, messageId, arrivedAt} per line')
    .action((options: ListHeldOptions) =>
      onPipeline(async (pipeline) => (await load()).listHeldMail(options, await open(pipeline))),
    );

  command
    .command('release')
    .description('put held mail on its queues again')
    .argument('<tenant>', 'whose mail')
    .option('--stream <name>', 'of one stream alone')
    .option('--message <id>', 'one message alone')
    .option('--json', 'print {tenantId, released}')
    .action((tenant: string, options: ReleaseOptions) =>
      onPipeline(async (pipeline) => (await load()).release(tenant, options, await open(pipeline))),
    );
};
