import { parse } from 'csv-parse/sync';

/** The fields of one record, or its problem. */
export type CsvReading =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  | { readonly kind: 'bad'; readonly problem: string };

/**
 * Matches a field that a spreadsheet would run as a formula when it opens the file: OWASP, "CSV
 * Injection".
 */
const formulaStart = /^[=+\-@\t\r]/;
/**
 * Matches a field that gets a leading quote mark: a formula, or a text with a quote mark of its
 * own.
 */
const guarded = /^'(?=['=+\-@\t\r])/;

/**
 * Parses one record, of one line or several (RFC 4180). Blanks around fields are removed, except
 * inside quotes.
 *
 * @param delimiter - one character
 */
export const readCsvRecord = (text: string, delimiter: string): CsvReading => {
  if (!text.includes('"'))
    return { kind: 'fields', fields: text.split(delimiter).map((field) => field.trim()) };
  try {
    const [fields = ['']] = parse(text, {
      delimiter,
      trim: delimiter !== '\t',
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
    });
    return { kind: 'fields', fields };
  } catch {
    return {
      kind: 'bad',
      problem: 'has a quote that does not end; double the quotes inside of quotes',
    };
  }
};

/**
 * Writes one record. A field that a spreadsheet would run as a formula gets a leading quote mark,
 * which {@link unguarded} removes.
 */
export const writeCsvRecord = (fields: readonly string[]): string =>
  fields
    .map((text) => (formulaStart.test(text) || guarded.test(text) ? `'${text}` : text))
    .map((text) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');

/** A field without the quote mark that {@link writeCsvRecord} added. */
export const unguarded = (field: string): string => field.replace(guarded, '');
