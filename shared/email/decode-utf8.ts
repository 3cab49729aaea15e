/** The text in some bytes, or what is wrong with them. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  /**
   * `problem` completes a sentence that begins with the place of the bytes, and says what to do.
   */
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Reads UTF-8 strictly: bytes that are none are told, not replaced. A byte order mark is skipped.
 *
 * @see RFC 8259 section 8.1
 */
export const decodeUtf8 = (bytes: Uint8Array): DecodedText => {
  if (isUtf16(bytes))
    return { kind: 'unreadable', problem: 'is UTF-16, not UTF-8; save it as UTF-8' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return {
      kind: 'unreadable',
      problem: 'is not UTF-8, but perhaps Latin-1 or Windows-1252; save it as UTF-8',
    };
  }
};

/**
 * Whether a text is UTF-16: it begins with a byte order mark, or with a character of ASCII and its
 * zero byte.
 */
export const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) ||
  (first === 0xfe && second === 0xff) ||
  first === 0 ||
  second === 0;

/** A text without the byte order mark that some programs begin it with. */
export const withoutByteOrderMark = (text: string): string =>
  text.startsWith('\uFEFF') ? text.slice(1) : text;
