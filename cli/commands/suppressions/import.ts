import { everyTenant } from '../../../shared/suppression/scopes.ts';
import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { EnteredAll } from './enter-all.ts';
import { type OpenFileAt, type OpenRows, openRows } from './open-rows.ts';
import type { RowFound } from './read-rows.ts';
import { readRow } from './row.ts';
import { type OrderOptions, orderOf } from './who.ts';

export interface ImportSuppressionsOptions extends OrderOptions {
  readonly format?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export interface ImportSuppressionsIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly openFile: OpenFileAt;
  readonly enterAll: (entries: readonly SuppressionEntry[]) => Promise<EnteredAll>;
  readonly progress: () => Progress;
  readonly now: () => number;
  readonly user: string | undefined;
}

/**
 * `ses-pipeline suppressions import FILE`: enters the rows of a file: CSV, JSON lines or a JSON
 * array, also from exports of other programs.
 *
 * An entry that the table already has for as long is not written again. So an interrupted import is
 * simply run again, and passes the finished part at the speed of reading. Bad lines are reported
 * and left out, and so are lines whose row in the table cannot be read; that row stays as it is.
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
  const defaultWhy = `import of ${file === '-' ? 'standard input' : file}`;
  const answer = await orderOf({ ...options, why: options.why ?? defaultWhy }, io);
  if (answer.kind === 'none') return refuse(answer.problem);
  const reason = reasonOf(options.reason ?? 'operator');
  if (reason === undefined)
    return refuse(`There is no such reason; there are ${suppressionReasons.join(', ')}.`);
  const opened = await openRows(file, options.format, io.openFile);
  if (opened.kind === 'none') return refuse(opened.problem);

  const { by, why, scope } = answer.order;
  const work: Import = {
    io,
    isJson: options.json === true,
    defaults: { scope: scope ?? everyTenant, reason, by, why, nowMs: io.now() },
    line: 0,
    read: 0,
    entered: 0,
    bad: 0,
    unreadable: 0,
    waiting: [],
  };
  const isWhole = await takeFile(work, opened);
  if (!isWhole) return exitCodes.usage;
  io.print(summaryOf(work));
  return work.bad + work.unreadable > 0 ? exitCodes.wrong : exitCodes.fine;
};

const reasonOf = (text: string): SuppressionReason | undefined =>
  suppressionReasons.find((reason) => reason === text);

/**
 * Number of rows that are looked up and written at a time; only these rows of the file are in
 * memory.
 */
const rowsAtOnce = 1_000;

/** A running import and its counts. */
interface Import {
  readonly io: ImportSuppressionsIo;
  readonly isJson: boolean;
  readonly defaults: Parameters<typeof readRow>[1];
  /** Number of the line that was read last. */
  line: number;
  read: number;
  entered: number;
  bad: number;
  /** Lines left out because the row of the table cannot be read. */
  unreadable: number;
  waiting: SuppressionEntry[];
}

/** @param line - undefined when the problem is not in the file */
const complain = (work: Import, line: number | undefined, problem: string): void => {
  if (work.isJson)
    work.io.print(JSON.stringify({ ...(line === undefined ? {} : { line }), problem }));
  else work.io.printError(line === undefined ? problem : `line ${line} ${problem}`);
};

/** Leaves out a line of the file, and reports it. */
const leaveOut = (work: Import, line: number, problem: string): void => {
  work.bad += 1;
  complain(work, line, problem);
};

const flush = async (work: Import): Promise<void> => {
  const entries = work.waiting;
  work.waiting = [];
  if (entries.length === 0) return;
  const { entered, unreadable } = await work.io.enterAll(entries);
  work.entered += entered;
  work.unreadable += unreadable.length;
  for (const { address, scope } of unreadable)
    complain(
      work,
      undefined,
      `${printable(address)} ${printable(scope)}: its row in the table cannot be read and stays as it is. No mail goes to it; correct the row, or remove it with suppressions remove.`,
    );
};

/** @returns false when the rest of the file cannot be used */
const take = async (work: Import, found: RowFound): Promise<boolean> => {
  if (found.kind === 'unused') {
    const names = found.names.map((name) => printable(name)).join(', ');
    if (!work.isJson) work.io.printError(`Unused columns: ${names}`);
    return true;
  }
  if (found.kind !== 'row') {
    leaveOut(work, found.line, found.problem);
    return found.kind === 'bad';
  }
  const reading = readRow(found.row, work.defaults);
  if (reading.kind === 'bad') leaveOut(work, found.line, reading.problem);
  else {
    work.read += 1;
    work.waiting.push(reading.entry);
  }
  if (work.waiting.length >= rowsAtOnce) await flush(work);
  return true;
};

const summaryOf = ({ isJson, read, entered, bad, unreadable }: Import): string => {
  const unchanged = read - entered - unreadable;
  if (isJson) return JSON.stringify({ read, entered, unchanged, bad, unreadable });
  const found = `${read} rows read, ${entered} entered, ${unchanged} already there, ${bad} bad lines left out`;
  return unreadable === 0
    ? found
    : `${found}, ${unreadable} left out because their row in the table cannot be read`;
};

/** Enters every row of a file. @returns false when it stopped because the rest cannot be used */
const takeFile = async (
  work: Import,
  { rows, totalBytes }: Extract<OpenRows, { kind: 'opened' }>,
): Promise<boolean> => {
  const progress = work.io.progress();
  try {
    for await (const { found, line, bytes } of rows) {
      work.line = line;
      for (const one of found) if (!(await take(work, one))) return false;
      progress.show(work.read, totalBytes === undefined ? undefined : bytes / totalBytes);
    }
    await flush(work);
    return true;
  } catch (error) {
    progress.end();
    work.io.printError(
      `Stopped near line ${work.line}. Run the import again: what is in the table is not written twice.`,
    );
    throw error;
  } finally {
    progress.end();
  }
};
