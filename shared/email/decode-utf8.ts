/** Text decoded from bytes, or the problem with them. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  /**
   * `problem` says what is wrong and what to do; the caller puts the place of the bytes before it.
   */
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Decodes UTF-8 strictly: invalid bytes are reported, not replaced. A byte order mark is skipped.
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
 * Whether bytes are UTF-16: they begin with a byte order mark, or with an ASCII character and its
 * zero byte.
 */
export const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) ||
  (first === 0xfe && second === 0xff) ||
  first === 0 ||
  second === 0;

/** Removes the byte order mark that some programs put at the beginning of a text. */
export const withoutByteOrderMark = (text: string): string =>
  text.startsWith('\uFEFF') ? text.slice(1) : text;
