import { type CommandIo, exitCodes } from '../command-io.ts';
import type { Asker } from './asker.ts';
import { typedCommand } from './typed-command.ts';

/**
 * Asks before what cannot be undone.
 *
 * @param question - what will be done, and why it cannot be undone: `Revoke access key AKS…? Programs
 *   that use it stop at once.`
 * @param options - the command's own; `--yes` answers
 */
export type Confirm = (
  question: string,
  options: { readonly yes?: boolean },
) => Promise<Confirmation>;

export type Confirmation =
  | { readonly kind: 'confirmed' }
  /** What to exit with: 1 after a no, 2 where nobody can be asked. */
  | { readonly kind: 'refused'; readonly exitCode: number };

/**
 * Asks on a terminal. Without one, and without `--yes`, it refuses and prints the command to run.
 *
 * @param typed - the words that were typed after the name of the program
 */
export const confirmWith =
  (
    { printError }: Pick<CommandIo, 'printError'>,
    asker: Pick<Asker, 'canAsk' | 'confirm'>,
    typed: readonly string[],
  ): Confirm =>
  async (question, { yes }) => {
    if (yes === true) return { kind: 'confirmed' };
    if (!asker.canAsk) {
      printError(question);
      printError('Nothing was done, because nobody can be asked here. To do it, run:');
      printError(`  ${typedCommand(typed, '--yes')}`);
      return { kind: 'refused', exitCode: exitCodes.usage };
    }
    if (await asker.confirm(question)) return { kind: 'confirmed' };
    printError('Nothing was done.');
    return { kind: 'refused', exitCode: exitCodes.failed };
  };
