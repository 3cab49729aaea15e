import type { Item } from './item.ts';
import { type Given, readOperand, readPath, valueAt } from './operand.ts';
import { ValidationException } from './validation-exception.ts';
import { comparisons, holdsElement, isBetween } from './values.ts';
import { expectWord, peek, readList, take, takeIf, type Words } from './words.ts';

export type Condition = (item: Item, given: Given) => boolean;

const tests = ['attribute_exists', 'attribute_not_exists', 'contains', 'begins_with'];

/** Parses a whole condition: `OR` of `AND` of `NOT` of tests and comparisons. */
export const readCondition = (words: Words): Condition => {
  const condition = readAny(words);
  if (peek(words) !== undefined)
    throw new ValidationException(
      `In "${words.text}" the model cannot read from ${peek(words)} on.`,
    );
  return condition;
};

const isBeginning = (beginning: unknown, value: unknown): boolean =>
  typeof value === 'string' && typeof beginning === 'string' && value.startsWith(beginning);

const readTest = (words: Words): Condition => {
  const test = take(words);
  expectWord(words, '(');
  const path = readPath(words);
  if (test === 'attribute_exists' || test === 'attribute_not_exists') {
    expectWord(words, ')');
    const isWanted = test === 'attribute_exists';
    return (item, given) => (valueAt(path, item, given) !== undefined) === isWanted;
  }
  expectWord(words, ',');
  const operand = readOperand(words);
  expectWord(words, ')');
  const holds =
    test === 'contains' ? holdsElement : (value: unknown, one: unknown) => isBeginning(one, value);
  return (item, given) => holds(valueAt(path, item, given), operand(item, given));
};

const readComparison = (words: Words): Condition => {
  const left = readOperand(words);
  if (takeIf(words, 'BETWEEN')) {
    const low = readOperand(words);
    expectWord(words, 'AND');
    const high = readOperand(words);
    return (item, given) => isBetween(left(item, given), low(item, given), high(item, given));
  }
  const compare = comparisons[take(words)];
  if (compare === undefined)
    throw new ValidationException(`The model cannot compare in "${words.text}".`);
  const right = readOperand(words);
  return (item, given) => compare(left(item, given), right(item, given));
};

const readTerm = (words: Words): Condition => {
  if (takeIf(words, '(')) {
    const inner = readAny(words);
    expectWord(words, ')');
    return inner;
  }
  return tests.includes(peek(words) ?? '') ? readTest(words) : readComparison(words);
};

const readNegation = (words: Words): Condition => {
  if (!takeIf(words, 'NOT')) return readTerm(words);
  const inner = readNegation(words);
  return (item, given) => !inner(item, given);
};

const readAll = (words: Words): Condition => {
  const all = readList(words, 'AND', readNegation);
  return (item, given) => all.every((one) => one(item, given));
};

const readAny = (words: Words): Condition => {
  const any = readList(words, 'OR', readAll);
  return (item, given) => any.some((one) => one(item, given));
};
