import { mailboxProblem, readMailbox } from '../../../shared/email/address.ts';
import type { CommandIo } from '../../command-io.ts';

/** Reads the address of `--reports-to`, and prints what is wrong with it. */
export const readReportsTo = (
  text: string | undefined,
  { printError }: Pick<CommandIo, 'printError'>,
): string | undefined | 'invalid' => {
  if (text === undefined) return undefined;
  const reading = readMailbox(text);
  const problem = reading.kind === 'unreadable' ? reading.problem : mailboxProblem(reading.mailbox);
  if (reading.kind === 'mailbox' && problem === undefined)
    return `${reading.mailbox.localPart}@${reading.mailbox.domain}`;
  printError(`The address of --reports-to ${problem}.`);
  return 'invalid';
};
