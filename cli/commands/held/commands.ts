import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import type { Pipeline, Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { ListHeldOptions, ReleaseOptions } from './held.ts';

/** Adds `held list` and `release`. */
export const addHeldCommands = (command: Command, { io, onPipeline, confirm }: Program): void => {
  const load = () => import('./held.ts');
  const open = async (pipeline: Pipeline) => {
    const { openHeldTools } = await import('./held-tools.ts');
    const tools = await openHeldTools(pipeline, ({ message }) => io.printError(message));
    return { ...io, ...tools };
  };

  command
    .command('held')
    .description('held mail, which waits until it is released')
    .command('list')
    .description('list held mail, oldest first within each stream')
    .option('--tenant <id>', 'mail of this tenant (default: all tenants)')
    .addOption(streamOption('with --tenant: mail of this stream'))
    .option('--json', 'print one {tenantId, stream, messageId, arrivedAt} per line')
    .addHelpText('after', examples('held list --tenant acme --stream marketing'))
    .action((options: ListHeldOptions) =>
      onPipeline(async (pipeline) => (await load()).listHeldMail(options, await open(pipeline))),
    );

  irreversible(command.command('release'), confirm, releaseQuestion)
    .description('put held mail back on its queues')
    .argument('<tenant>', 'tenant whose mail is released')
    .addOption(streamOption('only mail of this stream'))
    .option('--message <id>', 'only this message')
    .option('--json', 'print {tenantId, released}')
    .addHelpText(
      'after',
      examples('release acme --stream marketing', 'release acme --message order-1 --yes'),
    )
    .action((tenant: string, options: ReleaseOptions) =>
      onPipeline(async (pipeline) => (await load()).release(tenant, options, await open(pipeline))),
    );
};

const releaseQuestion = (
  [tenant = '']: readonly string[],
  { stream, message }: { readonly stream?: string; readonly message?: string },
): string => {
  const what = message === undefined ? 'all held mail' : `the message ${message}`;
  const of = stream === undefined ? tenant : `${tenant}, stream ${stream},`;
  return `Send ${what} of ${of} now? Mail of unknown outcome may go out a second time.`;
};
