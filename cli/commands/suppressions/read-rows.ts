import { type Layout, layoutOf, layoutWithoutHeader, rowIn } from './column-names.ts';
import { unguarded } from './csv.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import type { Line } from './read-lines.ts';
import { columns, type Row } from './row.ts';

/** One result of reading a file. */
export type RowFound = { readonly line: number } & (
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'bad'; readonly problem: string }
  /** The rest of the file cannot be understood either. */
  | { readonly kind: 'unusable'; readonly problem: string }
  /** Columns of another program that were skipped. */
  | { readonly kind: 'unused'; readonly names: readonly string[] }
);

/** Reads rows from lines; several lines may form one row. */
export interface RowReader {
  readonly push: (line: Line) => readonly RowFound[];
  readonly end: () => readonly RowFound[];
}

const knownColumns = columns.join(', ');

const readObject = (line: number, text: string): RowFound => {
  const bad = (problem: string): RowFound => ({ kind: 'bad', line, problem });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('is not JSON; write one object per line, or a list of objects');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return bad('is not a JSON object');
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  const layout = layoutOf(fields.map(([name]) => name)) ?? { isOwn: true, columns: [] };
  if (layout.isOwn && (layout.columns.length === 0 || layout.columns.includes(undefined)))
    return fields.length === 0
      ? bad('has no address')
      : bad(`has a field that is unknown, or no address; there are ${knownColumns}`);
  const texts = fields.map(([, field]) =>
    !layout.isOwn && typeof field === 'number' ? String(field) : field,
  );
  const wrong = texts.findIndex(
    (field, index) => layout.columns[index] !== undefined && typeof field !== 'string',
  );
  if (wrong !== -1) return bad(`has a field ${layout.columns[wrong]} that is not text`);
  return { kind: 'row', line, row: rowIn(layout, texts.map(String)) };
};

/** Reads JSON, one object per line. */
export const jsonRows = (): RowReader => ({
  push: ({ number, text }) => {
    if (text === undefined) return [{ kind: 'bad', line: number, problem: 'is too long' }];
    return text.trim() === '' ? [] : [readObject(number, text)];
  },
  end: () => [],
});

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that occurs most often outside quotes; a comma when there is none. */
const delimiterOf = (text: string): string => {
  const outside = text.split('"').filter((_, index) => index % 2 === 0);
  const countOf = (one: string) => outside.reduce((sum, part) => sum + part.split(one).length, 0);
  return [...delimiters].sort((a, b) => countOf(b) - countOf(a))[0] ?? ',';
};

/** The line that tells Excel the delimiter. */
const separatorLine = /^"?sep=(?<delimiter>[,;|\t])"?$/i;

const namesOf = (layout: Layout, header: readonly string[]): readonly string[] =>
  header.filter((_, index) => layout.columns[index] === undefined);

/**
 * Reads a table, whose first row may name the columns: the pipeline's own, or those of another
 * program.
 */
const tableRows = () => {
  let layout: Layout | undefined;
  const begin = (line: number, fields: readonly string[]): readonly RowFound[] => {
    const named = layoutOf(fields);
    if (named !== undefined) {
      layout = named;
      const unused = namesOf(named, fields);
      if (unused.length === 0) return [];
      return named.isOwn
        ? [
            {
              kind: 'unusable',
              line,
              problem: `names a column that is unknown; there are ${knownColumns}`,
            },
          ]
        : [{ kind: 'unused', line, names: unused }];
    }
    layout = layoutWithoutHeader(fields);
    if (layout !== undefined) return read(line, fields, layout);
    const problem = `has ${fields.length} columns and does not name them, or none of them address or email; the first line has to: ${columns.join(',')}`;
    return [{ kind: 'unusable', line, problem }];
  };
  const read = (line: number, fields: readonly string[], known: Layout): readonly RowFound[] => {
    const count = known.columns.length;
    return fields.length > count
      ? [
          {
            kind: 'bad',
            line,
            problem: `has ${fields.length} columns instead of ${count}; the first line names them: ${columns.join(',')}`,
          },
        ]
      : [{ kind: 'row', line, row: rowIn(known, fields.map(unguarded)) }];
  };
  return (record: CsvRecord): readonly RowFound[] => {
    if (record.kind === 'bad') return [record];
    const { line, fields } = record;
    if (fields.every((field) => field === '') && fields.length === 1) return [];
    return layout === undefined ? begin(line, fields) : read(line, fields, layout);
  };
};

/** Reads CSV; the first line decides the delimiter. */
export const csvRows = (): RowReader => {
  const toRows = tableRows();
  let records: ReturnType<typeof csvRecords> | undefined;
  return {
    push: (line) => {
      if (records === undefined) {
        const text = line.text?.trim() ?? '';
        if (text === '' && line.text !== undefined) return [];
        const announced = separatorLine.exec(text)?.groups?.delimiter;
        records = csvRecords(announced ?? delimiterOf(text));
        if (announced !== undefined) return [];
      }
      return records.push(line).flatMap(toRows);
    },
    end: () => records?.end().flatMap(toRows) ?? [],
  };
};
