import { type Condition, readCondition } from './condition.ts';
import type { Given } from './operand.ts';
import { type Action, readUpdate } from './update.ts';
import { ValidationException } from './validation-exception.ts';
import { placeholdersIn, wordsOf } from './words.ts';

interface CompiledCondition {
  readonly holds: Condition;
  /** Every `#name` and `:value` in it. */
  readonly placeholders: readonly string[];
}

interface CompiledUpdate {
  readonly actions: readonly Action[];
  readonly placeholders: readonly string[];
}

/** Refuses unused names and values, as DynamoDB does. */
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

/** Caches compiled expressions, because there are few and each is used many times. */
const memoized = <Compiled>(compile: (text: string) => Compiled): ((text: string) => Compiled) => {
  const known = new Map<string, Compiled>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const compiled = compile(text);
    known.set(text, compiled);
    return compiled;
  };
};

/** Compiles a condition; refuses what DynamoDB has and no adapter uses. */
export const compileCondition = memoized((text): CompiledCondition => {
  const words = wordsOf(text);
  return { holds: readCondition(words), placeholders: placeholdersIn(words) };
});

/** Compiles an update; refuses what DynamoDB has and no adapter uses. */
export const compileUpdate = memoized((text): CompiledUpdate => {
  const words = wordsOf(text);
  return { actions: readUpdate(words), placeholders: placeholdersIn(words) };
});
