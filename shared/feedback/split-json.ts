/** JSON objects and arrays that follow each other in a text. */
export interface JsonSequence {
  /** Text of each document, balanced in its brackets but not yet parsed. */
  readonly documents: readonly string[];
  /** Text after the last complete document; empty when there is none. */
  readonly rest: string;
}

/**
 * Splits JSON objects and arrays that follow each other, with or without white space between them.
 * Amazon Data Firehose writes its records in a row without line breaks, and each may span several
 * lines.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html
 */
export const splitJson = (text: string): JsonSequence => {
  const documents: string[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const end = isOpening(text.charAt(at)) ? endOf(text, at) : undefined;
    if (end === undefined) break;
    documents.push(text.slice(at, end));
    at = skip(text, end);
  }
  return { documents, rest: text.slice(at) };
};

const isOpening = (character: string): boolean => character === '{' || character === '[';
const isClosing = (character: string): boolean => character === '}' || character === ']';

/**
 * Index after the object or array that begins at `from`; undefined when it does not end. Brackets
 * within strings are ignored.
 */
const endOf = (text: string, from: number): number | undefined => {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (isOpening(character)) depth += 1;
    else if (isClosing(character)) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};

/** White space, which includes a byte order mark. */
const between = /\s*/uy;

const skip = (text: string, from: number): number => {
  between.lastIndex = from;
  between.test(text);
  return between.lastIndex;
};
