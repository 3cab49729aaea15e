import { headerEndOf } from './mime-lines.ts';

/** A message in two: its header fields, and the rest with the empty line. */
export interface HeaderLines {
  /** One field each, folded as it was, without the line break at its end; one character per byte. */
  readonly fields: readonly string[];
  /** From the line break before the body on. */
  readonly body: Uint8Array;
}

/**
 * Takes a message with CRLF line ends apart. Latin-1 has one character per byte, so the bytes
 * survive whatever their character set is.
 */
export const takeApart = (mime: Uint8Array): HeaderLines => {
  const headerEnd = headerEndOf(mime);
  const header = Buffer.from(mime.subarray(0, headerEnd)).toString('latin1').replace(/\r\n$/, '');
  return { fields: splitFields(header), body: mime.subarray(headerEnd) };
};

/** Puts a message together again; each field ends in a line break. */
export const putTogether = ({ fields, body }: HeaderLines): Uint8Array =>
  Buffer.concat([Buffer.from(fields.map((field) => `${field}\r\n`).join(''), 'latin1'), body]);

/** Name of a field, in lower case; undefined when the line is no header field. */
export const fieldName = (field: string): string | undefined =>
  /^([!-9;-~]+)[ \t]*:/.exec(field)?.[1]?.toLowerCase();

export const splitFields = (header: string): readonly string[] =>
  header === '' ? [] : header.split(/\r\n(?![ \t])/);
