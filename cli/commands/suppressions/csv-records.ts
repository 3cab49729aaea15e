import { readCsvRecord } from './csv.ts';
import type { Line } from './read-lines.ts';

/** One record of a file, or the problem of a line that begins no record. */
export type CsvRecord = { readonly line: number } & ReturnType<typeof readCsvRecord>;

/**
 * Longest record; characters. After an unclosed quote, a record would extend to the end of the
 * file.
 */
const longest = 65_536;

/**
 * Joins the lines of a file into records: a record continues while its number of quotes is odd.
 * When the number does not become even within the longest record, or the record cannot be parsed,
 * only its first line is bad, and the next line begins a new record.
 */
export const csvRecords = (delimiter: string) => {
  const waiting: Waiting = { lines: [], start: 0, joined: 0, length: 0, isOpen: false };
  const take = (isEnd: boolean): readonly CsvRecord[] => {
    const records: CsvRecord[] = [];
    for (
      let record = next(waiting, delimiter, isEnd);
      record !== undefined;
      record = next(waiting, delimiter, isEnd)
    )
      records.push(record);
    return records;
  };
  return {
    /** Adds a line; returns the records that it completes. */
    push: (line: Line): readonly CsvRecord[] => {
      waiting.lines.push(line);
      return take(false);
    },
    /** Returns the remaining records after the last line. */
    end: (): readonly CsvRecord[] => take(true),
  };
};

const quotesIn = (text: string): number => text.split('"').length - 1;

/** Lines that do not yet form records. */
interface Waiting {
  lines: Line[];
  /** Index of the first line that is not yet part of a record. */
  start: number;
  /** Number of lines from there on that were examined and belong together. */
  joined: number;
  length: number;
  isOpen: boolean;
}

/** Drops this many lines. */
const begin = (waiting: Waiting, taken: number): void => {
  waiting.start += taken;
  // Not after each record, because tens of thousands of short lines may follow an unclosed quote.
  if (waiting.start * 2 >= waiting.lines.length) {
    waiting.lines = waiting.lines.slice(waiting.start);
    waiting.start = 0;
  }
  waiting.joined = 0;
  waiting.length = 0;
  waiting.isOpen = false;
};

/** Examines lines until a record is complete. */
const join = (waiting: Waiting): 'whole' | 'broken' | 'unfinished' => {
  while (waiting.start + waiting.joined < waiting.lines.length) {
    const { text } = waiting.lines[waiting.start + waiting.joined] ?? {};
    if (text === undefined) return 'broken';
    waiting.joined += 1;
    waiting.length += text.length + 1;
    if (quotesIn(text) % 2 === 1) waiting.isOpen = !waiting.isOpen;
    if (!waiting.isOpen) return 'whole';
    if (waiting.length > longest) return 'broken';
  }
  return 'unfinished';
};

const textOf = (record: readonly Line[]): string =>
  record
    .map(({ text = '', end }, index) => (index < record.length - 1 ? text + end : text))
    .join('');

/** The next record; undefined while none is complete. */
const next = (waiting: Waiting, delimiter: string, isEnd: boolean): CsvRecord | undefined => {
  const first = waiting.lines[waiting.start];
  if (first === undefined) return undefined;
  const line = first.number;
  if (first.text === undefined) {
    begin(waiting, 1);
    return { line, kind: 'bad', problem: 'is too long' };
  }
  const state = join(waiting);
  if (state === 'unfinished' && !isEnd) return undefined;
  const { lines, start, joined } = waiting;
  const taken = lines.slice(start, start + (state === 'whole' ? joined : 1));
  const reading = readCsvRecord(textOf(taken), delimiter);
  begin(waiting, state === 'whole' && reading.kind === 'fields' ? joined : 1);
  return { line, ...reading };
};
