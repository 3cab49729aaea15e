import { Argument, type Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';

/** Shells that can complete commands. */
const shells = ['bash', 'zsh', 'fish', 'powershell'];

/** Adds the command `completion`. */
export const addCompletionCommand = (command: Command, { io, exitWith }: Program): void => {
  const shell = new Argument('<shell>', 'shell that completes').choices(shells);
  command
    .command('completion')
    .description('print a script with which a shell completes commands, options and their values')
    .addArgument(shell)
    .addHelpText('after', examples('completion bash > ~/.ses-pipeline-completion.bash'))
    .action((name: string) => exitWith(run(name, io)));
};

const run = async (shell: string, io: Program['io']): Promise<number> =>
  (await import('./completion.ts')).completion(shell, io);
