import { messageLimits } from './message-limits.ts';

/** RFC 5322 section 2.1.1 */
const niceLength = 76;

/**
 * Writes a header field in lines of 76 characters where its blanks allow it, and never of more than
 * 998.
 *
 * A line break comes before blanks, which all stay: taking the line breaks out gives the value
 * again. A word that is longer than a line stays whole.
 *
 * @param value - printable ASCII
 * @see RFC 5322 section 2.2.3
 */
export const foldHeader = (name: string, value: string): string => {
  const lines: string[] = [];
  let line = `${name}:`;
  let words = 0;
  for (const [word] of ` ${value}`.matchAll(/ *[^ ]+/g)) {
    const length = line.length + word.length;
    if ((words > 0 && length > niceLength) || length > messageLimits.lineOctets) {
      lines.push(line);
      line = '';
    }
    line += word;
    words += 1;
  }
  return [...lines, line].join('\r\n');
};
