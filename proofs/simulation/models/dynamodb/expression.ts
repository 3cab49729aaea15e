import { isDeepStrictEqual } from 'node:util';

/**
 * An item as it is kept, never changed. A map, because attributes have names without end, and each
 * would give an object a new shape.
 */
export type Item = ReadonlyMap<string, unknown>;

/** What stands for `#name` and `:value`. */
export interface Given {
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

/** DynamoDB would refuse the request, whatever the item holds. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

type Condition = (item: Item, given: Given) => boolean;
type Operand = (item: Item, given: Given) => unknown;
type Path = readonly string[];

/** One change to an attribute; its right side sees the item as it was. */
interface Action {
  readonly path: Path;
  readonly act: (before: Item, given: Given, old: unknown) => unknown;
}

interface CompiledCondition {
  readonly holds: Condition;
  /** Every `#name` and `:value` in it. */
  readonly placeholders: readonly string[];
}

interface CompiledUpdate {
  readonly actions: readonly Action[];
  readonly placeholders: readonly string[];
}

const token = /\s*(<=|>=|<>|[()=<>,+\-.]|[#:]?[A-Za-z0-9_]+)/y;

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const [, found] = token.exec(text) ?? [];
    if (found === undefined)
      throw new ValidationException(`The model cannot read "${text.slice(at)}".`);
    tokens.push(found);
  }
  return tokens;
};

const nameOf = (word: string, { names }: Given): string => {
  if (!word.startsWith('#')) return word;
  const name = names?.[word];
  if (name === undefined) throw new ValidationException(`The name ${word} is not given.`);
  return name;
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);

const valueAt = ([first = '', ...deeper]: Path, item: Item, given: Given): unknown => {
  let value = item.get(nameOf(first, given));
  for (const word of deeper) {
    if (!isMap(value)) return undefined;
    value = value[nameOf(word, given)];
  }
  return value;
};

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Set) return value.size;
  return isMap(value) ? Object.keys(value).length : undefined;
};

const holdsElement = (value: unknown, element: unknown): boolean => {
  if (typeof value === 'string') return typeof element === 'string' && value.includes(element);
  if (Array.isArray(value)) return value.some((one) => isDeepStrictEqual(one, element));
  return value instanceof Set && value.has(element);
};

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && one !== null && isDeepStrictEqual(one, other));

/** Below zero, zero or above; undefined for what has no order. */
const orderOf = (one: unknown, other: unknown): number | undefined => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string')
    return one < other ? -1 : one === other ? 0 : 1;
  return undefined;
};

const isOrdered = (one: unknown, other: unknown, fits: (order: number) => boolean): boolean => {
  const order = orderOf(one, other);
  return order !== undefined && fits(order);
};

const comparisons: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  '=': (one, other) => one !== undefined && isSame(one, other),
  '<>': (one, other) => !isSame(one, other),
  '<': (one, other) => isOrdered(one, other, (order) => order < 0),
  '<=': (one, other) => isOrdered(one, other, (order) => order <= 0),
  '>': (one, other) => isOrdered(one, other, (order) => order > 0),
  '>=': (one, other) => isOrdered(one, other, (order) => order >= 0),
};

const numberOf = (value: unknown): number => {
  if (typeof value !== 'number')
    throw new ValidationException('An operand of + or - is no number.');
  return value;
};

const keyOfElement = (element: unknown): unknown =>
  element instanceof Uint8Array ? Buffer.from(element).toString('hex') : element;

const union = (old: ReadonlySet<unknown>, added: ReadonlySet<unknown>): ReadonlySet<unknown> =>
  new Set(new Map([...old, ...added].map((element) => [keyOfElement(element), element])).values());

/** What ADD makes of an attribute. */
const added = (old: unknown, value: unknown): unknown => {
  if (value instanceof Set && (old === undefined || old instanceof Set))
    return union(old ?? new Set(), value);
  return numberOf(old ?? 0) + numberOf(value);
};

/** Reads the words of an expression, one after the other. */
const readerOf = (text: string) => {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const isNext = (word: string): boolean => peek()?.toUpperCase() === word;
  const take = (): string => {
    const word = tokens[at];
    if (word === undefined) throw new ValidationException(`"${text}" ends too soon.`);
    at += 1;
    return word;
  };
  const takeIf = (word: string): boolean => {
    if (!isNext(word)) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!takeIf(word))
      throw new ValidationException(
        `In "${text}" ${word} is missing before ${peek() ?? 'the end'}.`,
      );
  };

  const path = (): Path => {
    const words = [take()];
    while (takeIf('.')) words.push(take());
    return words;
  };

  const operand = (): Operand => {
    if (peek()?.startsWith(':') === true) {
      const word = take();
      return (_item, { values }) => {
        const value = values?.[word];
        if (value === undefined) throw new ValidationException(`The value ${word} is not given.`);
        return value;
      };
    }
    if (tokens[at + 1] === '(') {
      const call = take();
      expect('(');
      const of = path();
      if (call === 'size') {
        expect(')');
        return (item, given) => sizeOf(valueAt(of, item, given));
      }
      if (call !== 'if_not_exists')
        throw new ValidationException(`The model has no function ${call}.`);
      expect(',');
      const otherwise = operand();
      expect(')');
      return (item, given) => valueAt(of, item, given) ?? otherwise(item, given);
    }
    const of = path();
    return (item, given) => valueAt(of, item, given);
  };

  const test = (call: string): Condition => {
    expect('(');
    const of = path();
    if (call === 'attribute_exists' || call === 'attribute_not_exists') {
      expect(')');
      const wanted = call === 'attribute_exists';
      return (item, given) => (valueAt(of, item, given) !== undefined) === wanted;
    }
    expect(',');
    const element = operand();
    expect(')');
    if (call === 'contains')
      return (item, given) => holdsElement(valueAt(of, item, given), element(item, given));
    return (item, given) => {
      const value = valueAt(of, item, given);
      const beginning = element(item, given);
      return (
        typeof value === 'string' && typeof beginning === 'string' && value.startsWith(beginning)
      );
    };
  };

  const comparison = (): Condition => {
    if (takeIf('(')) {
      const inner = either();
      expect(')');
      return inner;
    }
    const tests = ['attribute_exists', 'attribute_not_exists', 'contains', 'begins_with'];
    if (tests.includes(peek() ?? '')) return test(take());
    const left = operand();
    if (takeIf('BETWEEN')) {
      const low = operand();
      expect('AND');
      const high = operand();
      return (item, given) => {
        const value = left(item, given);
        return (
          isOrdered(value, low(item, given), (order) => order >= 0) &&
          isOrdered(value, high(item, given), (order) => order <= 0)
        );
      };
    }
    const compare = comparisons[take()];
    if (compare === undefined)
      throw new ValidationException(`The model cannot compare in "${text}".`);
    const right = operand();
    return (item, given) => compare(left(item, given), right(item, given));
  };

  const negation = (): Condition => {
    if (!takeIf('NOT')) return comparison();
    const inner = negation();
    return (item, given) => !inner(item, given);
  };

  const both = (): Condition => {
    const all = [negation()];
    while (takeIf('AND')) all.push(negation());
    return (item, given) => all.every((one) => one(item, given));
  };

  const either = (): Condition => {
    const any = [both()];
    while (takeIf('OR')) any.push(both());
    return (item, given) => any.some((one) => one(item, given));
  };

  const listOf = (read: () => Action): readonly Action[] => {
    const actions = [read()];
    while (takeIf(',')) actions.push(read());
    return actions;
  };

  const set = (): Action => {
    const target = path();
    expect('=');
    const first = operand();
    const sign = takeIf('+') ? 1 : takeIf('-') ? -1 : 0;
    if (sign === 0) return { path: target, act: first };
    const second = operand();
    return {
      path: target,
      act: (item, given) => numberOf(first(item, given)) + sign * numberOf(second(item, given)),
    };
  };

  const remove = (): Action => ({ path: path(), act: () => undefined });

  const add = (): Action => {
    const target = path();
    const value = operand();
    return { path: target, act: (item, given, old) => added(old, value(item, given)) };
  };

  const clauses = { SET: set, REMOVE: remove, ADD: add } as const;

  const update = (): readonly Action[] => {
    const actions: Action[] = [];
    while (peek() !== undefined) {
      const clause = take().toUpperCase();
      if (clause !== 'SET' && clause !== 'REMOVE' && clause !== 'ADD')
        throw new ValidationException(`The model cannot ${clause}.`);
      actions.push(...listOf(clauses[clause]));
    }
    return actions;
  };

  return {
    placeholders: [...new Set(tokens.filter((word) => /^[#:]/.test(word)))],
    readCondition: (): Condition => {
      const condition = either();
      if (peek() !== undefined)
        throw new ValidationException(`In "${text}" the model cannot read from ${peek()} on.`);
      return condition;
    },
    readUpdate: update,
  };
};

/** Expressions are few, and each is used again and again. */
const remembering = <Compiled>(
  compile: (text: string) => Compiled,
): ((text: string) => Compiled) => {
  const known = new Map<string, Compiled>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const compiled = compile(text);
    known.set(text, compiled);
    return compiled;
  };
};

/** Reads a condition; what DynamoDB knows and no adapter uses is refused. */
export const compileCondition = remembering((text): CompiledCondition => {
  const reader = readerOf(text);
  return { holds: reader.readCondition(), placeholders: reader.placeholders };
});

/** Reads an update; what DynamoDB knows and no adapter uses is refused. */
export const compileUpdate = remembering((text): CompiledUpdate => {
  const reader = readerOf(text);
  return { actions: reader.readUpdate(), placeholders: reader.placeholders };
});

/** The attributes that an update names, and the item it makes. */
export const applyUpdate = (
  { actions }: CompiledUpdate,
  before: Item,
  given: Given,
): { readonly after: Item; readonly touched: readonly string[] } => {
  const after = new Map(before);
  const touched: string[] = [];
  for (const { path, act } of actions) {
    const [word, ...deeper] = path;
    if (word === undefined || deeper.length > 0)
      throw new ValidationException('The model changes whole attributes only.');
    const name = nameOf(word, given);
    if (touched.includes(name)) throw new ValidationException(`Two paths overlap at ${name}.`);
    touched.push(name);
    const value = act(before, given, before.get(name));
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  return { after, touched };
};

/** DynamoDB refuses names and values that nothing uses. */
export const refuseUnused = (
  { names, values }: Given,
  one: readonly string[],
  other: readonly string[],
): void => {
  for (const given of [names, values])
    for (const placeholder in given)
      if (!one.includes(placeholder) && !other.includes(placeholder))
        throw new ValidationException(`${placeholder} is given, and not used.`);
};
