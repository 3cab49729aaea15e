/**
 * Longest line that is kept; characters. Longer ones are no rows, and keeping them would let one
 * file fill the memory.
 */
export const longestLine = 65_536;

/** One line; `text` is undefined when the line is too long to be kept. */
export interface Line {
  /** Line number, from 1. */
  readonly number: number;
  readonly text: string | undefined;
  /** The line break that ended it; empty at the end of the file. */
  readonly end: '\n' | '\r\n' | '';
}

/** A batch of lines, and the number of bytes read so far. */
export interface LineBatch {
  readonly lines: readonly Line[];
  readonly bytes: number;
}

/**
 * Splits a stream of UTF-8 into lines, in batches, with bounded memory. A byte order mark is
 * removed.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<LineBatch> {
  const decoder = new TextDecoder();
  let number = 0;
  let bytes = 0;
  let rest = '';
  let isTooLong = false;
  const finish = (text: string, isEnd = false): Line => {
    number += 1;
    const isCrlf = text.endsWith('\r');
    const line = isCrlf ? text.slice(0, -1) : text;
    const whole = isTooLong || text.length > longestLine ? undefined : line;
    isTooLong = false;
    return { number, text: whole, end: isEnd ? '' : isCrlf ? '\r\n' : '\n' };
  };
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield { lines: parts.map((part) => finish(part)), bytes };
    if (rest.length > longestLine) {
      isTooLong = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '' || isTooLong) yield { lines: [finish(rest, true)], bytes };
}
