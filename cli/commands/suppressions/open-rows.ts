import { lookAtBeginning } from './look-at-beginning.ts';
import { type RowsOfFile, rowsOfFile } from './rows-of-file.ts';

export interface OpenFile {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Size in bytes; undefined for a stream of unknown length. */
  readonly totalBytes: number | undefined;
}

/** Opens a file; `-` is standard input. Rejects when the file cannot be read. */
export type OpenFileAt = (path: string) => Promise<OpenFile>;

/** Rows of a file that is open, or why there are none. */
export type OpenRows =
  | {
      readonly kind: 'opened';
      readonly rows: AsyncIterable<RowsOfFile>;
      readonly totalBytes: number | undefined;
    }
  | { readonly kind: 'none'; readonly problem: string };

/**
 * Opens a file of addresses and looks at its beginning.
 *
 * @param format - `csv` or `jsonl`; by the beginning of the file where it is undefined
 */
export const openRows = async (
  file: string,
  format: string | undefined,
  openFile: OpenFileAt,
): Promise<OpenRows> => {
  const none = (problem: string): OpenRows => ({ kind: 'none', problem });
  if (format !== undefined && format !== 'csv' && format !== 'jsonl')
    return none('--format is csv or jsonl.');
  const opened = await openFile(file).catch((error: unknown) =>
    error instanceof Error ? error.message : 'it cannot be read',
  );
  if (typeof opened === 'string') return none(`${file}: ${opened}`);
  const beginning = await lookAtBeginning(opened.chunks);
  if (beginning.isUtf16) return none(`${file} is UTF-16, not UTF-8; save it as UTF-8.`);
  return {
    kind: 'opened',
    rows: rowsOfFile(beginning, format),
    totalBytes: opened.totalBytes,
  };
};
