import { actors, origins, type Remedy, retries } from '../../../shared/remedies/remedy.ts';
import { remedyOfText } from '../../../shared/remedies/remedy-of-text.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';

export interface ExplainErrorOptions {
  readonly json?: boolean;
}

/** Ports of the command. */
export interface ExplainErrorIo extends CommandIo {
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
}

/**
 * `ses-pipeline explain error TEXT…`: what an error or a bounce means, what to do, who has to act,
 * and whether it is tried again. Without a text, or with `-`, it reads standard input.
 *
 * @returns 0; 2 when there is no text; 3 when the table of errors does not know it
 */
export const explainError = async (
  words: readonly string[],
  { json = false }: ExplainErrorOptions,
  io: ExplainErrorIo,
): Promise<number> => {
  const typed = words.join(' ').trim();
  const text = typed === '' || typed === '-' ? (await io.readInput()).trim() : typed;
  if (text === '') {
    io.printError(
      "Give the error as it stands in the log or the bounce: ses-pipeline explain error '554 Message rejected: …'.",
    );
    return exitCodes.usage;
  }
  const found = remedyOfText(text);
  if (json) io.print(JSON.stringify(toJson(found)));
  else if (found === undefined) io.printError(unknown);
  else printDetails([{ text: found.key, tone: 'heading' }], toDetails(found), io);
  return found === undefined ? exitCodes.wrong : exitCodes.fine;
};

const unknown =
  'This error is not in the table, so nothing is guessed. Give the whole line, with its code and the operation that was called; docs/errors.md lists what is known.';

const toJson = (found: Remedy | undefined) => ({
  key: found?.key ?? null,
  origin: found?.origin ?? null,
  cause: found?.cause ?? null,
  remedy: found?.remedy ?? null,
  actor: found?.actor ?? null,
  retry: found === undefined ? null : retries[found.retry],
  sources: found?.sources ?? [],
});

const toDetails = (found: Remedy): readonly Detail[] => [
  { label: 'from', text: origins[found.origin] },
  { label: 'cause', text: found.cause },
  { label: 'remedy', text: found.remedy },
  { label: 'who acts', text: actors[found.actor] },
  { label: 'again', text: retries[found.retry] },
  ...found.sources.map((text, place) => ({ label: place === 0 ? 'source' : '', text })),
];
