import type { Item } from './item.ts';
import { type Given, nameOf, type Path, readOperand, readPath } from './operand.ts';
import { ValidationException } from './validation-exception.ts';
import { isMap, numberOf, sumOf } from './values.ts';
import { expectWord, peek, readList, take, takeIf, type Words } from './words.ts';

/** One change of an attribute; its right side is evaluated on the item before the update. */
export interface Action {
  readonly path: Path;
  readonly act: (before: Item, given: Given, old: unknown) => unknown;
}

const readSet = (words: Words): Action => {
  const path = readPath(words);
  expectWord(words, '=');
  const first = readOperand(words);
  const sign = takeIf(words, '+') ? 1 : takeIf(words, '-') ? -1 : 0;
  if (sign === 0) return { path, act: first };
  const second = readOperand(words);
  return {
    path,
    act: (item, given) => numberOf(first(item, given)) + sign * numberOf(second(item, given)),
  };
};

const readRemove = (words: Words): Action => ({ path: readPath(words), act: () => undefined });

const readAdd = (words: Words): Action => {
  const path = readPath(words);
  const value = readOperand(words);
  return { path, act: (item, given, old) => sumOf(old, value(item, given)) };
};

const clauses = { SET: readSet, REMOVE: readRemove, ADD: readAdd } as const;

/** Parses a whole update into the changes of its clauses. */
export const readUpdate = (words: Words): readonly Action[] => {
  const actions: Action[] = [];
  while (peek(words) !== undefined) {
    const clause = take(words).toUpperCase();
    if (clause !== 'SET' && clause !== 'REMOVE' && clause !== 'ADD')
      throw new ValidationException(`The model cannot ${clause}.`);
    actions.push(...readList(words, ',', clauses[clause]));
  }
  return actions;
};

/** Applies an update: the attributes that it names, and the resulting item. */
export const applyActions = (
  actions: readonly Action[],
  before: Item,
  given: Given,
): { readonly after: Item; readonly touched: readonly string[] } => {
  const after = new Map(before);
  const touched: string[] = [];
  for (const { path, act } of actions) {
    const [name = '', ...deeper] = path.map((word) => nameOf(word, given));
    if (touched.includes(name)) throw new ValidationException(`Two paths overlap at ${name}.`);
    touched.push(name);
    const value =
      deeper.length === 0
        ? act(before, given, before.get(name))
        : changedWithin(before.get(name), deeper, act(before, given, undefined));
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  return { after, touched };
};

/** A map with one value below it changed, which needs every map on the way to it. */
const changedWithin = (map: unknown, [name = '', ...deeper]: Path, value: unknown): unknown => {
  if (!isMap(map))
    throw new ValidationException(
      'The document path provided in the update expression is invalid for update',
    );
  const { [name]: old, ...others } = map;
  const changed = deeper.length === 0 ? value : changedWithin(old, deeper, value);
  return changed === undefined ? others : { ...others, [name]: changed };
};
