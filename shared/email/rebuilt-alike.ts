import { headerEndOf } from './mime-lines.ts';

/** Most boundaries of a mail that is compared; more make each of its builds another mail. */
const mostBoundaries = 50;

/**
 * The text of a raw mail without what a program writes anew each time it builds the same mail:
 * `Date`, `Message-ID`, and the boundaries of its parts. For comparison only, never to be sent.
 *
 * @param mime - with CRLF line ends
 * @returns one character per byte
 * @see RFC 2046 section 5.1.1 (boundaries), RFC 5322 sections 3.6.1 and 3.6.4
 */
export const rebuiltAlike = (mime: Uint8Array): string => {
  const text = Buffer.from(mime).toString('latin1');
  const headerEnd = headerEndOf(mime);
  return withoutBoundaries(
    `${text.slice(0, headerEnd).replace(writtenAnew, '')}${text.slice(headerEnd)}`,
  );
};

/** A field with its folded lines. */
const writtenAnew = /^(?:date|message-id)[ \t]*:.*\r\n(?:[ \t].*\r\n)*/gim;

const boundaryParameter = /\bboundary[ \t]*=[ \t]*(?:"([^"\r\n]{1,70})"|([^\s";]{1,70}))/gi;

/** Each boundary replaced by its place among them. */
const withoutBoundaries = (text: string): string => {
  const boundaries = new Map<string, number>();
  for (const [, quoted, bare] of text.matchAll(boundaryParameter)) {
    const boundary = quoted ?? bare ?? '';
    if (!boundaries.has(boundary)) boundaries.set(boundary, boundaries.size);
    if (boundaries.size > mostBoundaries) return text;
  }
  return text
    .replace(
      boundaryParameter,
      (_, quoted?: string, bare?: string) => `boundary=${boundaries.get(quoted ?? bare ?? '')}`,
    )
    .replace(/^--([^\r\n]{1,72})/gm, (line, written: string) => {
      const isLast = written.endsWith('--');
      const place = boundaries.get(isLast ? written.slice(0, -2) : written.trimEnd());
      return place === undefined ? line : `--${place}${isLast ? '--' : ''}`;
    });
};
