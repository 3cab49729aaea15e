/** JSON objects and lists that stand one after the other in a text. */
export interface JsonSequence {
  /** Each by itself; whether it is JSON within, its reader finds out. */
  readonly documents: readonly string[];
  /** What follows them and is none, or does not end; empty when there is nothing. */
  readonly rest: string;
}

const isOpening = (character: string): boolean => character === '{' || character === '[';
const isClosing = (character: string): boolean => character === '}' || character === ']';

/**
 * Where the object or list ends that begins there; undefined when it does not end. Brackets within
 * texts count for nothing.
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

/** White space; a byte order mark is some. */
const between = /\s*/uy;

const skip = (text: string, from: number): number => {
  between.lastIndex = from;
  between.test(text);
  return between.lastIndex;
};

/**
 * Takes apart JSON objects and lists that follow each other, with or without anything between them:
 * Amazon Data Firehose writes what it is given one after the other without a line break, and each
 * may stand on several lines.
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
