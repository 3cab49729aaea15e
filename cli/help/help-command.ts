import type { Command } from 'commander';
import { examples } from './examples.ts';

/**
 * Adds `help`, in place of Commander's own: it takes the words of a command of any depth, and with
 * `--all` it shows the help of every command at once.
 */
export const addHelpCommand = (program: Command): void => {
  program
    .helpCommand(false)
    .command('help')
    .description('show the help of a command')
    .argument('[command...]', 'words of the command: suppressions add')
    .option('--all', 'also the help of every command below it')
    .addHelpText('after', examples('help suppressions add', 'help --all'))
    .action((words: readonly string[], { all }: { readonly all?: boolean }) => {
      const found = commandAt(program, words);
      for (const command of all === true ? withDescendants(found) : [found]) command.outputHelp();
    });
};

/** @throws CommanderError when there is no such command; Commander says so, and suggests one */
const commandAt = (command: Command, [word, ...rest]: readonly string[]): Command => {
  if (word === undefined) return command;
  const next = command.commands.find((one) => one.name() === word);
  if (next !== undefined) return commandAt(next, rest);
  if (command.commands.length > 0) command.parse([word], { from: 'user' });
  return command.error(`error: unknown command '${word}'`);
};

/** A command, and those below it. */
export const withDescendants = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withDescendants),
];
