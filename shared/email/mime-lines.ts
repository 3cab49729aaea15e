const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Facts about the lines of a message. */
export interface MimeLines {
  /** Octets of the longest line, without its line break. */
  readonly longest: number;
  /** Line breaks that are a lone CR or LF. */
  readonly bareBreaks: number;
  /** Where the first empty line begins; undefined when there is none. */
  readonly headerEnd: number | undefined;
}

/** Walks once over the lines of a message, whatever its line ends are. */
export const walkMimeLines = (bytes: Uint8Array): MimeLines => {
  let longest = 0;
  let bareBreaks = 0;
  let headerEnd: number | undefined;
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== carriageReturn && byte !== lineFeed) continue;
    if (at === start) headerEnd ??= at;
    longest = Math.max(longest, at - start);
    if (byte === carriageReturn && bytes[at + 1] === lineFeed) at += 1;
    else bareBreaks += 1;
    start = at + 1;
  }
  return { longest: Math.max(longest, bytes.length - start), bareBreaks, headerEnd };
};

/**
 * Turns every line break into CRLF.
 *
 * @param bareBreaks - as {@link walkMimeLines} counted them
 */
export const withCrlf = (bytes: Uint8Array, bareBreaks: number): Uint8Array => {
  if (bareBreaks === 0) return bytes;
  const lines = Buffer.alloc(bytes.length + bareBreaks);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === carriageReturn || byte === lineFeed) {
      if (byte === carriageReturn && bytes[at + 1] === lineFeed) at += 1;
      lines[to] = carriageReturn;
      lines[to + 1] = lineFeed;
      to += 2;
    } else {
      lines[to] = byte;
      to += 1;
    }
  }
  return lines;
};

/** Where the header ends: the first empty line, or the end of the message. */
export const headerEndOf = (bytes: Uint8Array): number =>
  walkMimeLines(bytes).headerEnd ?? bytes.byteLength;
