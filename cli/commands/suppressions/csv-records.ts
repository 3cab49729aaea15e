import { readCsvRecord } from './csv.ts';
import type { Line } from './read-lines.ts';

/** One record of a file, or what is wrong with a line that begins none. */
export type CsvRecord = { readonly line: number } & ReturnType<typeof readCsvRecord>;

/** Longer ones are no records: behind a quote that does not end lies the rest of the file. */
const longest = 65_536;

/**
 * Puts the lines of a file together to records: one goes on as long as its quotes are not even.
 * Where they never become so within the longest record, or the record cannot be read, its first
 * line alone is bad, and the next line begins anew.
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
    /** Records that are whole with this line. */
    push: (line: Line): readonly CsvRecord[] => {
      waiting.lines.push(line);
      return take(false);
    },
    /** What is left when no line follows. */
    end: (): readonly CsvRecord[] => take(true),
  };
};

const quotesIn = (text: string): number => text.split('"').length - 1;

/** Lines that are not yet records. */
interface Waiting {
  lines: Line[];
  /** Lines before this one are done with. */
  start: number;
  /** Of the lines from there on so many are looked at, which belong together. */
  joined: number;
  length: number;
  isOpen: boolean;
}

/** Is done with so many lines. */
const begin = (waiting: Waiting, taken: number): void => {
  waiting.start += taken;
  // Not with each record: behind a quote that has no end lie ten thousands of short lines.
  if (waiting.start * 2 >= waiting.lines.length) {
    waiting.lines = waiting.lines.slice(waiting.start);
    waiting.start = 0;
  }
  waiting.joined = 0;
  waiting.length = 0;
  waiting.isOpen = false;
};

/** Looks at lines until a record is whole. */
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

/** The next record; undefined while none is whole. */
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
