/** Longer ones are no rows; keeping them would let one file fill the memory. */
const longest = 65_536;

/** One line; `text` is undefined when it is too long to be kept. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string | undefined;
}

/** Lines that came together, and how many bytes of the file are read. */
export interface LineBatch {
  readonly lines: readonly Line[];
  readonly bytes: number;
}

/** Parts a stream of UTF-8 into lines, by batches, in bounded memory. A byte order mark and carriage returns go. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<LineBatch> {
  const decoder = new TextDecoder();
  let number = 0;
  let bytes = 0;
  let rest = '';
  let isTooLong = false;
  const finish = (text: string): Line => {
    number += 1;
    const whole = isTooLong || text.length > longest ? undefined : text.replace(/\r$/, '');
    isTooLong = false;
    return { number, text: whole };
  };
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield { lines: parts.map(finish), bytes };
    if (rest.length > longest) {
      isTooLong = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '' || isTooLong) yield { lines: [finish(rest)], bytes };
}
