import { type Line, type LineBatch, longestLine } from './read-lines.ts';

/**
 * Splits a JSON array into its elements, in batches, with bounded memory. Each element becomes a
 * line, with the number of the line on which it begins. A broken element is passed on as it is; the
 * parser of the element reports it.
 */
export async function* readElements(chunks: AsyncIterable<Uint8Array>): AsyncIterable<LineBatch> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let number = 1;
  let begun = 1;
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let element = '';
  let isTooLong = false;

  const finish = (): readonly Line[] => {
    const text = isTooLong ? undefined : element.trim();
    element = '';
    isTooLong = false;
    return text === '' ? [] : [{ number: begun, text, end: '\n' }];
  };

  /** Adds one character. @returns the element that it completes */
  const take = (character: string): readonly Line[] => {
    if (character === '\n') number += 1;
    if (isString) {
      if (isEscaped) isEscaped = false;
      else if (character === '\\') isEscaped = true;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 1) return [];
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return finish();
    } else if (character === ',' && depth === 1) return finish();
    if (element === '' && !isTooLong) {
      if (/\s/.test(character)) return [];
      begun = number;
    }
    if (element.length < longestLine) element += character;
    else isTooLong = true;
    return [];
  };

  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    const lines: Line[] = [];
    for (const character of decoder.decode(chunk, { stream: true })) lines.push(...take(character));
    yield { lines, bytes };
  }
  yield { lines: finish(), bytes };
}
