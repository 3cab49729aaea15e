import { everyTenant } from '../../shared/suppression/scopes.ts';
import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from '../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes } from '../command-io.ts';
import type { Progress } from '../progress.ts';
import { readCsvLine } from './csv.ts';
import { type Line, type LineBatch, readLines } from './read-lines.ts';
import { type Column, columns, type Row, readRow } from './row.ts';
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

type LineReading =
  | { readonly kind: 'row'; readonly row: Row }
  /** Blank, or the line that names the columns. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'bad'; readonly problem: string }
  /** Nothing after it can be understood either. */
  | { readonly kind: 'unusable'; readonly problem: string };

type ReadLine = (text: string) => LineReading;

const bad = (problem: string): LineReading => ({ kind: 'bad', problem });

const readObject = (text: string): LineReading => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return bad('is no JSON object');
  const row: Partial<Record<Column, string>> = {};
  for (const [name, field] of Object.entries(value)) {
    const column = columns.find((one) => one === name);
    if (column === undefined)
      return bad(`has a field that is unknown; there are ${columns.join(', ')}`);
    if (field !== null && typeof field !== 'string')
      return bad(`has a field ${column} that is no text`);
    if (typeof field === 'string') row[column] = field;
  }
  return { kind: 'row', row };
};

/** Reads the lines of a file of comma-separated values: the first may name the columns; without it there is one, the address. */
const csvReader = (): ReadLine => {
  let header: readonly Column[] | undefined;
  return (text) => {
    const reading = readCsvLine(text);
    if (reading.kind === 'bad') return reading;
    const { fields } = reading;
    if (header === undefined) {
      const names = fields.map((name) => name.toLowerCase().replace(/[\s_-]/g, ''));
      if (names.includes('address')) {
        const named = names.map((name) => columns.find((column) => column.toLowerCase() === name));
        if (named.includes(undefined))
          return {
            kind: 'unusable',
            problem: `names a column that is unknown; there are ${columns.join(', ')}`,
          };
        header = named.filter((column) => column !== undefined);
        return { kind: 'nothing' };
      }
      header = ['address'];
    }
    if (fields.length > header.length)
      return bad(
        `has ${fields.length} columns instead of ${header.length}; the first line names them: ${columns.join(',')}`,
      );
    return {
      kind: 'row',
      row: Object.fromEntries(header.map((column, index) => [column, fields[index] ?? ''])),
    };
  };
};

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
 * `ses-pipeline suppressions import FILE`: enters the rows of a file, CSV or JSON lines.
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

  const { by, why, scope } = answer.order;
  const defaults = { scope: scope ?? everyTenant, reason, by, why, nowMs: io.now() };
  const tally: Tally = { lines: 0, read: 0, entered: 0, bad: 0 };
  const progress = io.progress();
  let readLine: ReadLine | undefined;
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
  const take = ({ number, text }: Line): boolean => {
    tally.lines = number;
    if (text === undefined) complain(number, 'is too long');
    if (text === undefined || text.trim() === '') return true;
    readLine ??=
      (format ?? (text.trimStart().startsWith('{') ? 'jsonl' : 'csv')) === 'jsonl'
        ? readObject
        : csvReader();
    const reading = readLine(text);
    if (reading.kind === 'nothing') return true;
    if (reading.kind !== 'row') {
      complain(number, reading.problem);
      return reading.kind === 'bad';
    }
    const found = readRow(reading.row, defaults);
    if (found.kind === 'bad') complain(number, found.problem);
    else {
      tally.read += 1;
      waiting.push(found.entry);
    }
    return true;
  };
  const takeBatch = async ({ lines, bytes }: LineBatch): Promise<boolean> => {
    for (const line of lines) {
      if (!take(line)) return false;
      if (waiting.length < rowsAtOnce) continue;
      await flush();
      progress.show(
        tally.read,
        opened.totalBytes === undefined ? undefined : bytes / opened.totalBytes,
      );
    }
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
    for await (const batch of readLines(opened.chunks)) {
      if (!(await takeBatch(batch))) return exitCodes.usage;
    }
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
