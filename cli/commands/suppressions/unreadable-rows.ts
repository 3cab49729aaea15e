import type { TellUnreadable } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';

/** Most rows that are named one by one. */
const mostNamed = 20;

/**
 * Unreadable rows that a command has left out: it reports them on standard error and by the exit
 * code.
 */
export interface UnreadableRows {
  readonly tell: TellUnreadable;
  /** Reports their number. */
  readonly exitCode: () => number;
}

export const unreadableRows = ({ printError }: Pick<CommandIo, 'printError'>): UnreadableRows => {
  let count = 0;
  return {
    tell: ({ message }) => {
      count += 1;
      if (count <= mostNamed) printError(message);
    },
    exitCode: () => {
      if (count === 0) return exitCodes.fine;
      printError(
        `${count} row${count === 1 ? '' : 's'} of the table cannot be read and ${count === 1 ? 'is' : 'are'} left out. No mail goes to such a recipient.`,
      );
      return exitCodes.wrong;
    },
  };
};
