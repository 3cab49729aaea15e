import type { Command } from 'commander';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline, Program } from '../../program.ts';
import type { PauseOptions } from './pauses.ts';
import type { ReputationOptions } from './reputation.ts';

/** Adds `reputation`, `pause` and `resume`. */
export const addReputationCommands = (command: Command, { io, onPipeline }: Program): void => {
  const run: Run = (verb) => onPipeline(async (pipeline) => verb(await openTools(pipeline, io)));
  addReputation(command, run);
  addPauses(command, run);
};

const openTools = async ({ target, clients, clock }: Pipeline, io: CommandIo) => {
  const { openReputationTools } = await import('./reputation-tools.ts');
  const tools = await openReputationTools(target, clients, clock.now, ({ message }) =>
    io.printError(message),
  );
  return { ...io, ...tools };
};

/** Opens the tools when a verb runs, and not before. */
type Run = (
  verb: (tools: Awaited<ReturnType<typeof openTools>>) => Promise<number>,
) => Promise<void>;

const addReputation = (command: Command, run: Run): void => {
  command
    .command('reputation')
    .description(
      'rates of bounces and complaints of the account, its tenants and their streams, and what is paused',
    )
    .option('--tenant <id>', 'one tenant alone')
    .option('--json', 'print one {tenantId, scope, standing, paused, day, week} per line')
    .action((options: ReputationOptions) =>
      run(async (tools) => (await import('./reputation.ts')).reputation(options, tools)),
    );
};

const withWhose = (command: Command): Command =>
  command
    .argument('<tenant>', "whose mail; '*' for all mail of the account")
    .requiredOption('--why <text>', 'reason, for those who look next')
    .option('--stream <name>', 'of one stream alone');

const addPauses = (command: Command, run: Run): void => {
  withWhose(command.command('pause').description('let mail wait until it is resumed'))
    .option('--json', 'print {tenantId, scope, pausedAt}')
    .action((tenant: string, options: PauseOptions) =>
      run(async (tools) => (await import('./pauses.ts')).pause(tenant, options, tools)),
    );

  withWhose(
    command.command('resume').description('let mail go out again, and release what was held'),
  )
    .option('--json', 'print {tenantId, scope, released, guardedFrom}')
    .action((tenant: string, options: PauseOptions) =>
      run(async (tools) => (await import('./pauses.ts')).resume(tenant, options, tools)),
    );
};
