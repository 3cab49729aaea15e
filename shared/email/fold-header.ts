import { messageLimits } from './message-limits.ts';

/** RFC 5322 section 2.1.1 */
const niceLength = 76;

/**
 * Folds a header field into lines of 76 characters where its spaces allow, and never of more than
 * 998.
 *
 * A line break is inserted before spaces, which all stay: unfolding gives the value again. A word
 * longer than a line stays whole.
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
