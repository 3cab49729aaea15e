import type { MissingLink } from '../../../shared/unsubscribe/missing-link.ts';
import { exitCodes } from '../../command-io.ts';
import {
  type ComposeIo,
  composeMessage,
  type SendOptions,
  tellProblems,
} from './compose-message.ts';
import { UsageError } from './message-file.ts';

export interface CheckIo extends ComposeIo {
  /** All problems of a message; none when the pipeline takes it. */
  readonly findProblems: (message: Readonly<Record<string, unknown>>) => Promise<readonly string[]>;
  /** What a valid message lacks and nobody refuses. */
  readonly findAdvice: (message: Readonly<Record<string, unknown>>) => readonly MissingLink[];
}

/**
 * `ses-pipeline send --check`: validates a message as the pipeline would, on this machine, and sends
 * nothing. A missing link to unsubscribe is a warning on standard error.
 *
 * @returns 0, also with warnings; 2 when the options do not form a message; 3 when the message is
 *   invalid, with every problem printed
 */
export const check = async (options: SendOptions, io: CheckIo): Promise<number> => {
  try {
    if (options.wait !== undefined)
      throw new UsageError('--check sends nothing, so there is nothing to --wait for.');
    const { message, problems } = await composeMessage(options, io);
    const all = problems.length > 0 ? problems : await io.findProblems(message);
    if (all.length > 0) return tellProblems(all, options, io);
    return tellValid(io.findAdvice(message), options, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.printError(error.message);
    return exitCodes.usage;
  }
};

const tellValid = (
  warnings: readonly MissingLink[],
  { json = false }: SendOptions,
  io: CheckIo,
): number => {
  for (const { says } of warnings) io.printError(`Warning: ${says}.`);
  io.print(
    json
      ? JSON.stringify({ messageId: null, problems: [], warnings })
      : 'The message is valid. Nothing was sent.',
  );
  return exitCodes.fine;
};
