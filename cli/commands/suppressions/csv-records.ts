import { readCsvRecord } from './csv.ts';
import type { Line } from './read-lines.ts';

/** One record of a file, or what is wrong with a line that begins none. */
export type CsvRecord = { readonly line: number } & ReturnType<typeof readCsvRecord>;

/** Longer ones are no records: behind a quote that does not end lies the rest of the file. */
const longest = 65_536;

const quotesIn = (text: string): number => text.split('"').length - 1;

/**
 * Puts the lines of a file together to records: one goes on as long as its quotes are not even. Where they never become so within the
 * longest record, or the record cannot be read, its first line alone is bad, and the next line begins anew.
 */
export const csvRecords = (delimiter: string) => {
  let lines: Line[] = [];
  /** Lines before this one are done with. */
  let start = 0;
  /** Of the lines from there on so many are looked at, which belong together. */
  let joined = 0;
  let length = 0;
  let isOpen = false;

  const begin = (taken: number): void => {
    start += taken;
    // Not with each record: behind a quote that has no end lie ten thousands of short lines.
    if (start * 2 >= lines.length) {
      lines = lines.slice(start);
      start = 0;
    }
    joined = 0;
    length = 0;
    isOpen = false;
  };

  /** Looks at lines until a record is whole. */
  const join = (): 'whole' | 'broken' | 'unfinished' => {
    while (start + joined < lines.length) {
      const { text } = lines[start + joined] ?? {};
      if (text === undefined) return 'broken';
      joined += 1;
      length += text.length + 1;
      if (quotesIn(text) % 2 === 1) isOpen = !isOpen;
      if (!isOpen) return 'whole';
      if (length > longest) return 'broken';
    }
    return 'unfinished';
  };

  const textOf = (record: readonly Line[]): string =>
    record
      .map(({ text = '', end }, index) => (index < record.length - 1 ? text + end : text))
      .join('');

  const next = (isEnd: boolean): CsvRecord | undefined => {
    const first = lines[start];
    if (first === undefined) return undefined;
    const line = first.number;
    if (first.text === undefined) {
      begin(1);
      return { line, kind: 'bad', problem: 'is too long' };
    }
    const state = join();
    if (state === 'unfinished' && !isEnd) return undefined;
    const reading = readCsvRecord(
      textOf(lines.slice(start, start + (state === 'whole' ? joined : 1))),
      delimiter,
    );
    begin(state === 'whole' && reading.kind === 'fields' ? joined : 1);
    return { line, ...reading };
  };

  function* take(isEnd: boolean): Generator<CsvRecord> {
    for (let record = next(isEnd); record !== undefined; record = next(isEnd)) yield record;
  }

  return {
    /** Records that are whole with this line. */
    push: (line: Line): readonly CsvRecord[] => {
      lines.push(line);
      return [...take(false)];
    },
    /** What is left when no line follows. */
    end: (): readonly CsvRecord[] => [...take(true)],
  };
};
