import type { Item } from './item.ts';
import { ValidationException } from './validation-exception.ts';
import { isMap, sizeOf } from './values.ts';
import { expectWord, peek, readList, take, type Words } from './words.ts';

/** Names and values of placeholders. */
export interface Given {
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

/** Evaluates to a value of the item or of the placeholders. */
export type Operand = (item: Item, given: Given) => unknown;

/** Names or placeholders from an attribute down to a nested value. */
export type Path = readonly string[];

/** Name that a word of a path stands for. */
export const nameOf = (word: string, { names }: Given): string => {
  if (!word.startsWith('#')) return word;
  const name = names?.[word];
  if (name === undefined) throw new ValidationException(`The name ${word} is not given.`);
  return name;
};

export const valueAt = ([first = '', ...deeper]: Path, item: Item, given: Given): unknown => {
  let value = item.get(nameOf(first, given));
  for (const word of deeper) {
    if (!isMap(value)) return undefined;
    value = value[nameOf(word, given)];
  }
  return value;
};

export const readPath = (words: Words): Path => readList(words, '.', take);

const readValue = (words: Words): Operand => {
  const word = take(words);
  return (_item, { values }) => {
    const value = values?.[word];
    if (value === undefined) throw new ValidationException(`The value ${word} is not given.`);
    return value;
  };
};

const readCall = (words: Words): Operand => {
  const call = take(words);
  expectWord(words, '(');
  const path = readPath(words);
  if (call === 'size') {
    expectWord(words, ')');
    return (item, given) => sizeOf(valueAt(path, item, given));
  }
  if (call !== 'if_not_exists') throw new ValidationException(`The model has no function ${call}.`);
  expectWord(words, ',');
  const otherwise = readOperand(words);
  expectWord(words, ')');
  return (item, given) => valueAt(path, item, given) ?? otherwise(item, given);
};

export const readOperand = (words: Words): Operand => {
  if (peek(words)?.startsWith(':') === true) return readValue(words);
  if (words.all[words.at + 1] === '(') return readCall(words);
  const path = readPath(words);
  return (item, given) => valueAt(path, item, given);
};
