import type { Command } from 'commander';
import type { CommandIo } from '../../command-io.ts';
import { examples } from '../../help/examples.ts';
import type { Pipeline, Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { PauseOptions } from './pauses.ts';
import type { ReputationOptions } from './reputation.ts';

/** Adds the commands `reputation`, `pause` and `resume`. */
export const addReputationCommands = (command: Command, { io, onPipeline }: Program): void => {
  const run: Run = (verb) => onPipeline(async (pipeline) => verb(await openTools(pipeline, io)));
  addReputation(command, run);
  addPauses(command, run);
};

const openTools = async (pipeline: Pipeline, io: CommandIo) => {
  const { openReputationTools } = await import('./reputation-tools.ts');
  const tellUnreadable = ({ message }: { readonly message: string }) => io.printError(message);
  const tools = await openReputationTools(pipeline, tellUnreadable, io.printError);
  return { ...io, ...tools };
};

/** Opens the tools only when a command runs. */
type Run = (
  verb: (tools: Awaited<ReturnType<typeof openTools>>) => Promise<number>,
) => Promise<void>;

const addReputation = (command: Command, run: Run): void => {
  command
    .command('reputation')
    .description(
      'show bounce and complaint rates of the account, its tenants and their streams, and pauses',
    )
    .option('--tenant <id>', 'only this tenant')
    .option('--json', 'print one {tenantId, scope, standing, paused, day, week} per line')
    .addHelpText('after', examples('reputation --tenant acme'))
    .action((options: ReputationOptions) =>
      run(async (tools) => (await import('./reputation.ts')).reputation(options, tools)),
    );
};

const withWhose = (command: Command): Command =>
  command
    .argument('<tenant>', "tenant whose mail is meant; '*' for all mail of the account")
    .requiredOption('--why <text>', 'reason, recorded for the next operator')
    .option('--by <name>', 'who does it, recorded too (default: the logged-in user)')
    .addOption(streamOption('only mail of this stream'));

const addPauses = (command: Command, run: Run): void => {
  withWhose(command.command('pause').description('stop mail until it is resumed'))
    .option('--force', 'also a tenant of whom nothing is known')
    .option('--json', 'print {tenantId, scope, pausedAt, by}')
    .addHelpText(
      'after',
      examples(
        "pause acme --stream marketing --why 'complaints of a mailing'",
        "pause '*' --why 'drill'",
      ),
    )
    .action((tenant: string, options: PauseOptions) =>
      run(async (tools) => (await import('./pauses.ts')).pause(tenant, options, tools)),
    );

  withWhose(command.command('resume').description('lift a pause, and release the held mail'))
    .option('--json', 'print {tenantId, scope, released, forgiven, by}')
    .addHelpText('after', examples("resume acme --stream marketing --why 'list is clean again'"))
    .action((tenant: string, options: PauseOptions) =>
      run(async (tools) => (await import('./pauses.ts')).resume(tenant, options, tools)),
    );
};
