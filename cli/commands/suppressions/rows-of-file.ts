import type { Beginning } from './look-at-beginning.ts';
import { readElements } from './read-elements.ts';
import { readLines } from './read-lines.ts';
import { csvRows, jsonRows, type RowFound } from './read-rows.ts';

/** What a stretch of a file holds. */
export interface RowsOfFile {
  readonly found: readonly RowFound[];
  /** Number of the line that was read last. */
  readonly line: number;
  /** Bytes read so far. */
  readonly bytes: number;
}

/**
 * Rows of a file, as it is read: CSV, JSON lines or a JSON array.
 *
 * @param format - `csv` or `jsonl`; by the beginning of the file where it is undefined
 */
export async function* rowsOfFile(
  { first, chunks }: Pick<Beginning, 'first' | 'chunks'>,
  format: string | undefined,
): AsyncIterable<RowsOfFile> {
  const isJson = format === 'jsonl' || (format === undefined && (first === '{' || first === '['));
  const rows = isJson ? jsonRows() : csvRows();
  let [line, bytes] = [0, 0];
  for await (const batch of isJson && first === '[' ? readElements(chunks) : readLines(chunks)) {
    bytes = batch.bytes;
    for (const one of batch.lines) {
      line = one.number;
      const found = rows.push(one);
      if (found.length > 0) yield { found, line, bytes };
    }
  }
  yield { found: rows.end(), line, bytes };
}
