import { everyTenant } from '../../../shared/suppression/scopes.ts';
import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { Progress } from '../../progress.ts';
import { lookAtBeginning } from './look-at-beginning.ts';
import { readElements } from './read-elements.ts';
import { readLines } from './read-lines.ts';
import { csvRows, jsonRows, type RowFound } from './read-rows.ts';
import { readRow } from './row.ts';
import { type OrderOptions, orderOf } from './who.ts';

export interface ImportSuppressionsOptions extends OrderOptions {
  readonly format?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export interface OpenFile {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Undefined for a stream whose end nobody knows. */
  readonly totalBytes: number | undefined;
}

export interface ImportSuppressionsIo extends CommandIo {
  /** Rejects when the file cannot be read; `-` is standard input. */
  readonly openFile: (path: string) => Promise<OpenFile>;
  /** How many of them were new, or hold longer than what stood there. */
  readonly enterAll: (entries: readonly SuppressionEntry[]) => Promise<number>;
  readonly progress: () => Progress;
  readonly now: () => number;
  readonly user: string | undefined;
}

const reasonOf = (text: string): SuppressionReason | undefined =>
  suppressionReasons.find((reason) => reason === text);

/** What an import came to. */
interface Tally {
  lines: number;
  read: number;
  entered: number;
  bad: number;
}

/** So many rows are looked up, and written where they are new, at a time: what the memory holds of a file. */
const rowsAtOnce = 1_000;

/**
 * `ses-pipeline suppressions import FILE`: enters the rows of a file: CSV, JSON lines or a JSON array, also as other programs export them.
 *
 * What stands there for as long already is not written again: so an import that was interrupted is simply run again, and goes through
 * what it had done at the speed of reading. Bad lines are named and left out.
 *
 * @returns 0; 2 when the file cannot be read or the options are wrong; 3 when lines were left out
 */
export const importSuppressions = async (
  file: string,
  options: ImportSuppressionsOptions,
  io: ImportSuppressionsIo,
): Promise<number> => {
  const refuse = (problem: string): number => {
    io.printError(problem);
    return exitCodes.usage;
  };
  const answer = orderOf(
    { ...options, why: options.why ?? `import of ${file === '-' ? 'standard input' : file}` },
    io.user,
  );
  if (answer.kind === 'none') return refuse(answer.problem);
  const reason = reasonOf(options.reason ?? 'operator');
  if (reason === undefined)
    return refuse(`There is no such reason; there are ${suppressionReasons.join(', ')}.`);
  const { format } = options;
  if (format !== undefined && format !== 'csv' && format !== 'jsonl')
    return refuse('--format is csv or jsonl.');

  const opened = await io
    .openFile(file)
    .catch((error: unknown) => (error instanceof Error ? error.message : 'it cannot be read'));
  if (typeof opened === 'string') return refuse(`${file}: ${opened}`);

  const { first, isUtf16, chunks } = await lookAtBeginning(opened.chunks);
  if (isUtf16) return refuse(`${file} is UTF-16, not UTF-8; save it as UTF-8.`);
  const isJson = format === 'jsonl' || (format === undefined && (first === '{' || first === '['));
  const isArray = isJson && first === '[';
  const rows = isJson ? jsonRows() : csvRows();

  const { by, why, scope } = answer.order;
  const defaults = { scope: scope ?? everyTenant, reason, by, why, nowMs: io.now() };
  const tally: Tally = { lines: 0, read: 0, entered: 0, bad: 0 };
  const progress = io.progress();
  let waiting: SuppressionEntry[] = [];

  const complain = (line: number, problem: string): void => {
    tally.bad += 1;
    if (options.json) io.print(JSON.stringify({ line, problem }));
    else io.printError(`line ${line} ${problem}`);
  };
  const flush = async (): Promise<void> => {
    const entries = waiting;
    waiting = [];
    if (entries.length > 0) tally.entered += await io.enterAll(entries);
  };
  /** @returns false when the rest of the file is of no use */
  const take = async (found: RowFound): Promise<boolean> => {
    if (found.kind === 'unused') {
      const names = found.names.map((name) => printable(name)).join(', ');
      if (!options.json) io.printError(`Columns that are not used: ${names}`);
      return true;
    }
    if (found.kind !== 'row') {
      complain(found.line, found.problem);
      return found.kind === 'bad';
    }
    const reading = readRow(found.row, defaults);
    if (reading.kind === 'bad') complain(found.line, reading.problem);
    else {
      tally.read += 1;
      waiting.push(reading.entry);
    }
    if (waiting.length >= rowsAtOnce) await flush();
    return true;
  };
  const summary = (): string =>
    options.json
      ? JSON.stringify({
          read: tally.read,
          entered: tally.entered,
          unchanged: tally.read - tally.entered,
          bad: tally.bad,
        })
      : `${tally.read} rows read, ${tally.entered} entered, ${tally.read - tally.entered} were there already, ${tally.bad} bad lines left out`;

  try {
    for await (const { lines, bytes } of isArray ? readElements(chunks) : readLines(chunks)) {
      for (const line of lines) {
        tally.lines = line.number;
        for (const found of rows.push(line)) if (!(await take(found))) return exitCodes.usage;
      }
      progress.show(
        tally.read,
        opened.totalBytes === undefined ? undefined : bytes / opened.totalBytes,
      );
    }
    for (const found of rows.end()) if (!(await take(found))) return exitCodes.usage;
    await flush();
  } catch (error) {
    progress.end();
    io.printError(
      `Stopped near line ${tally.lines}. Run the import again: what is in the table is not written twice.`,
    );
    throw error;
  } finally {
    progress.end();
  }
  io.print(summary());
  return tally.bad > 0 ? exitCodes.wrong : exitCodes.fine;
};
