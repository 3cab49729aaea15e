import { singleHeaderFields } from '../../email/single-header-fields.ts';

export interface MimeHeader {
  readonly name: string;
  /**
   * Unfolds a value as SES reports it: line breaks are removed, the white space after them stays.
   */
  readonly value: string;
}

const carriageReturn = 13;
const lineFeed = 10;

/** End of the headers: the first empty line, or the end of the message. */
const endOfHeaders = (mime: Buffer): number => {
  for (let at = mime.indexOf(lineFeed); at !== -1; at = mime.indexOf(lineFeed, at + 1)) {
    const next = mime[at + 1];
    if (next === lineFeed || (next === carriageReturn && mime[at + 2] === lineFeed)) return at;
  }
  return mime.length;
};

/** Start of the content, after the empty line. */
export const bodyStart = (mime: Buffer): number => {
  const end = endOfHeaders(mime);
  return Math.min(mime.length, end + (mime[end + 1] === lineFeed ? 2 : 3));
};

/** Parses only the headers of a message; a line that is not a header is skipped. */
export const scanHeaders = (mime: Buffer): readonly MimeHeader[] =>
  mime
    .toString('utf8', 0, endOfHeaders(mime))
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1
        ? []
        : [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }];
    });

/** Value of the first header with this name, regardless of case. */
export const headerValue = (headers: readonly MimeHeader[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;

/** Fields that SES refuses twice. In a message for the queue, `Bcc` is taken out instead. */
const onceOnly: ReadonlySet<string> = new Set([...singleHeaderFields, 'bcc']);

/** The first header that occurs twice although it must not, spelt as in its first occurrence. */
export const duplicateHeader = (headers: readonly MimeHeader[]): string | undefined => {
  const seen = new Set<string>();
  for (const { name } of headers) {
    const key = name.toLowerCase();
    if (onceOnly.has(key) && seen.has(key)) return name;
    seen.add(key);
  }
  return undefined;
};
