import { parse } from 'csv-parse/sync';

/** The fields of one record, or what is wrong with it. */
export type CsvReading =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  | { readonly kind: 'bad'; readonly problem: string };

/** What a program would take for a formula when it opens the file: OWASP, "CSV Injection". */
const formulaStart = /^[=+\-@\t\r]/;
/** What a quote mark stands before: a formula, or a quote mark that is the text's own. */
const guarded = /^'(?=['=+\-@\t\r])/;

/**
 * Reads one record, in one line or several (RFC 4180). Blanks around fields go, save for those in
 * quotes.
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
 * Writes one record. What a spreadsheet would run as a formula begins with a quote mark; {@link
 * unguarded} takes it off again.
 */
export const writeCsvRecord = (fields: readonly string[]): string =>
  fields
    .map((text) => (formulaStart.test(text) || guarded.test(text) ? `'${text}` : text))
    .map((text) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');

/** A field as it was before {@link writeCsvRecord} kept it from being a formula. */
export const unguarded = (field: string): string => field.replace(guarded, '');
