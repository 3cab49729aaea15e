export interface MimeHeader {
  readonly name: string;
  /** Unfolded: line breaks out, the white space after them kept, as SES reports it. */
  readonly value: string;
}

const carriageReturn = 13;
const lineFeed = 10;

/** Where the headers end: at the first empty line, or with the message. */
const endOfHeaders = (mime: Buffer): number => {
  for (let at = mime.indexOf(lineFeed); at !== -1; at = mime.indexOf(lineFeed, at + 1)) {
    const next = mime[at + 1];
    if (next === lineFeed || (next === carriageReturn && mime[at + 2] === lineFeed)) return at;
  }
  return mime.length;
};

/** Reads the headers of a message and nothing else of it; a line that is no header is passed over. */
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

/** Value of the first header with this name, in any case. */
export const headerValue = (headers: readonly MimeHeader[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;

/** Those that a message may carry once at most (RFC 5322, section 3.6). */
const onceOnly: ReadonlySet<string> = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
]);

/** A header that stands there twice although it may not, as it is first written. */
export const duplicateHeader = (headers: readonly MimeHeader[]): string | undefined => {
  const seen = new Set<string>();
  for (const { name } of headers) {
    const key = name.toLowerCase();
    if (onceOnly.has(key) && seen.has(key)) return name;
    seen.add(key);
  }
  return undefined;
};
