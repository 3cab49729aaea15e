import { ValidationException } from './validation-exception.ts';

/** Words of an expression, read one after the other. */
export interface Words {
  /** The whole expression, for errors. */
  readonly text: string;
  readonly all: readonly string[];
  /** Index of the next word. */
  at: number;
}

const token = /\s*(<=|>=|<>|[()=<>,+\-.]|[#:]?[A-Za-z0-9_]+)/y;

export const wordsOf = (text: string): Words => {
  const all: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const [, found] = token.exec(text) ?? [];
    if (found === undefined)
      throw new ValidationException(`The model cannot read "${text.slice(at)}".`);
    all.push(found);
  }
  return { text, all, at: 0 };
};

/** Every `#name` and `:value`, each once. */
export const placeholdersIn = ({ all }: Words): readonly string[] => [
  ...new Set(all.filter((word) => /^[#:]/.test(word))),
];

export const peek = ({ all, at }: Words): string | undefined => all[at];

export const take = (words: Words): string => {
  const word = peek(words);
  if (word === undefined) throw new ValidationException(`"${words.text}" ends too soon.`);
  words.at += 1;
  return word;
};

export const takeIf = (words: Words, word: string): boolean => {
  if (peek(words)?.toUpperCase() !== word) return false;
  words.at += 1;
  return true;
};

export const expectWord = (words: Words, word: string): void => {
  if (!takeIf(words, word))
    throw new ValidationException(
      `In "${words.text}" ${word} is missing before ${peek(words) ?? 'the end'}.`,
    );
};

/** Parses a list whose members are separated by a word. */
export const readList = <T>(
  words: Words,
  separator: string,
  read: (words: Words) => T,
): readonly T[] => {
  const things = [read(words)];
  while (takeIf(words, separator)) things.push(read(words));
  return things;
};
