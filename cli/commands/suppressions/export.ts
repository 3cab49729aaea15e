import type { SuppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { entriesOf } from '../../../shared/suppression/address-record.ts';
import { isInForce } from '../../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Progress } from '../../terminal/progress.ts';
import { NotWritten, type WholeFile } from '../../whole-file.ts';
import { writeCsvRecord } from './csv.ts';
import { columns, toRow } from './row.ts';
import { unreadableRows } from './unreadable-rows.ts';
import { type ScopeOptions, scopeOf } from './who.ts';

export interface ExportSuppressionsOptions extends ScopeOptions {
  readonly format?: string;
  readonly out?: string;
  /** Also entries that have ended. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export interface ExportSuppressionsIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly listRecords: SuppressionTable['listRecords'];
  /** Approximate number of rows of the table; undefined when unknown. */
  readonly countRows: () => Promise<number | undefined>;
  /**
   * Opens the file, or standard output when there is no path. Rejects when the file cannot be
   * written.
   */
  readonly createFile: (path: string | undefined) => Promise<WholeFile>;
  readonly progress: () => Progress;
  readonly now: () => number;
}

/**
 * `ses-pipeline suppressions export`: writes every reason of every address, as CSV or JSON lines;
 * `import` reads both.
 *
 * A file appears under its name only when it is complete.
 *
 * @returns 0; 1 when the file could not be written completely; 2 when the options are wrong or the
 *   file cannot be opened; 3 when unreadable rows were left out
 */
export const exportSuppressions = async (
  options: ExportSuppressionsOptions,
  io: ExportSuppressionsIo,
): Promise<number> => {
  const refuse = (problem: string): number => {
    io.printError(problem);
    return exitCodes.usage;
  };
  const answer = await scopeOf(options, io.streams);
  if (answer.kind === 'none') return refuse(answer.problem);
  const format = formatOf(options);
  if (format !== 'csv' && format !== 'jsonl') return refuse('--format is csv or jsonl.');
  const file = await io
    .createFile(options.out)
    .catch((error: unknown) => (error instanceof Error ? error.message : 'it cannot be written'));
  if (typeof file === 'string') return refuse(`${options.out}: ${file}`);

  const { scope } = answer;
  const total = scope === undefined ? await io.countRows() : undefined;
  const nowMs = io.now();
  const progress = io.progress();
  const toLine = format === 'csv' ? toCsv : toJson;
  let text = format === 'csv' ? `${columns.join(',')}\n` : '';
  const unreadable = unreadableRows(io);
  let rows = 0;
  let exported = 0;
  try {
    for await (const record of io.listRecords(
      scope === undefined ? {} : { scope },
      unreadable.tell,
    )) {
      rows += 1;
      for (const entry of entriesOf(record)) {
        if (!options.all && !isInForce(entry, nowMs)) continue;
        exported += 1;
        text += `${toLine(entry)}\n`;
      }
      if (text.length < textAtOnce) continue;
      await file.write(text);
      text = '';
      progress.show(exported, total === undefined ? undefined : rows / total);
    }
    await file.write(text);
    await file.finish();
  } catch (error) {
    await file.abandon();
    if (!(error instanceof NotWritten)) throw error;
    io.printError(
      `${options.out}: ${error.message}. Nothing is exported: make room, or name another file, and run it again.`,
    );
    return exitCodes.failed;
  } finally {
    progress.end();
  }
  tellExported(options, io, exported);
  return unreadable.exitCode();
};

const toCsv = (entry: SuppressionEntry): string => {
  const row = toRow(entry);
  return writeCsvRecord(columns.map((column) => row[column] ?? ''));
};

const toJson = (entry: SuppressionEntry): string => JSON.stringify(toRow(entry));

/** The format of --format, else by the name of the file. */
const formatOf = ({ format, json, out = '' }: ExportSuppressionsOptions): string =>
  format ?? (json || /\.(?:jsonl|ndjson)$/.test(out) ? 'jsonl' : 'csv');

/** Characters that are collected before a write. */
const textAtOnce = 65_536;

/** Prints the count, unless the rows themselves went to standard output. */
const tellExported = (
  { out, json }: ExportSuppressionsOptions,
  io: Pick<ExportSuppressionsIo, 'print'>,
  exported: number,
): void => {
  if (out === undefined) return;
  io.print(json ? JSON.stringify({ exported, file: out }) : `${exported} entries exported`);
};
