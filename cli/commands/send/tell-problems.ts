import { type CommandIo, exitCodes } from '../../command-io.ts';

/** Prints why a message is not sent; @returns 3. */
export const tellProblems = (
  problems: readonly string[],
  { json }: { readonly json?: boolean },
  io: Pick<CommandIo, 'print' | 'printError'>,
): number => {
  if (json) io.print(JSON.stringify({ messageId: null, problems }));
  io.printError('The message was not sent:');
  for (const problem of problems) io.printError(`  ${problem}`);
  return exitCodes.wrong;
};

const refusals: Readonly<Record<string, string>> = {
  InvalidMessageContents: 'It contains characters that SQS does not accept.',
};

/** Why a queue did not take a message, by its code. */
export const refusalText = (code: string | undefined): string =>
  refusals[code ?? ''] ?? `The queue refused it: ${code ?? 'no answer'}.`;
