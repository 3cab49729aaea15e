import type { Command } from 'commander';
import { programName } from './examples.ts';
import { withDescendants } from './help-command.ts';

/** Lets each command say after a mistake which help tells more. Called when all commands are there. */
export const sayWhereToLook = (program: Command): void => {
  for (const command of withDescendants(program)) {
    command.showHelpAfterError(
      `\n${[programName, ...wordsOf(command), '--help'].join(' ')} shows what there is.`,
    );
    // `help` of the program takes the words of any command.
    if (command.parent !== null) command.helpCommand(false);
  }
};

/** Words of a command after the name of the program. */
const wordsOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...wordsOf(command.parent), command.name()];
