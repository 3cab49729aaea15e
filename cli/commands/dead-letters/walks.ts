import { UnknownQueueError } from '../../../shared/dead-letters/choose-queues.ts';
import type { CommandIo } from '../../command-io.ts';

/**
 * Walks through dead-letter queues.
 *
 * @returns whether the named queue exists; if not, prints the names of all queues
 */
export const walks = async (io: CommandIo, walk: () => Promise<unknown>): Promise<boolean> => {
  try {
    await walk();
    return true;
  } catch (error) {
    if (!(error instanceof UnknownQueueError)) throw error;
    io.printError(error.message);
    return false;
  }
};
