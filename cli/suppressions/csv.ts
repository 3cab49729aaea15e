/** The fields of one line, or what is wrong with it. */
export type CsvReading =
  | { readonly kind: 'fields'; readonly fields: readonly string[] }
  | { readonly kind: 'bad'; readonly problem: string };

const field = /\s*(?:"(?<quoted>(?:[^"]|"")*)"\s*|(?<plain>[^",]*))(?<end>,|$)/y;

/**
 * Reads one line of comma-separated values (RFC 4180). A quoted field ends on its line: so one forgotten quote spoils one line and not the
 * rest of the file.
 */
export const readCsvLine = (line: string): CsvReading => {
  const fields: string[] = [];
  field.lastIndex = 0;
  for (;;) {
    const groups = field.exec(line)?.groups;
    if (groups === undefined)
      return {
        kind: 'bad',
        problem: 'has a quote that does not end; double the quotes inside of quotes',
      };
    fields.push(groups.quoted?.replaceAll('""', '"') ?? groups.plain?.trim() ?? '');
    if (groups.end === '') return { kind: 'fields', fields };
  }
};

/** Writes one line; line breaks become blanks. */
export const writeCsvLine = (fields: readonly string[]): string =>
  fields
    .map((text) => text.replace(/[\r\n]+/g, ' '))
    .map((text) => (/[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');
