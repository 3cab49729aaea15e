import type { Body, Expression, Path } from './template.ts';
import { templateLimits } from './template-limits.ts';

/** A rendering that takes too much work, or that cannot end. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/** What a rendering has used up, and what it missed. */
export interface Run {
  steps: number;
  length: number;
  readonly missing: Set<string>;
}

/** Where in the template and in the data a part is rendered. */
export interface Scope {
  readonly run: Run;
  /** The value that names are looked up in, then those around it. */
  readonly contexts: readonly unknown[];
  readonly frame: Frame;
  /** Block parameters, the innermost first. */
  readonly named: readonly ReadonlyMap<string, unknown>[];
  readonly partials: ReadonlyMap<string, Body>;
  /** What `{{> @partial-block}}` renders. */
  readonly content: { readonly body: Body; readonly scope: Scope } | undefined;
  readonly depth: number;
}

/** Values of `@root`, `@index` and the like. */
interface Frame {
  readonly values: Readonly<Record<string, unknown>>;
  readonly parent: Frame | undefined;
}

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

/** Data as templates see it: a null value counts as absent, as in SES. */
export const withoutNulls = (value: unknown, depth: number): unknown => {
  if (!isObject(value)) return value;
  if (depth === 0)
    throw new TooMuch(`The data is nested more than ${templateLimits.dataDepth} deep`);
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === null ? [] : [[name, withoutNulls(inner, depth - 1)]],
    ),
  );
};

/** An object is written as JSON, a list with commas. */
export const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return isObject(value) ? JSON.stringify(value) : String(value);
};

/** A value that must be there. */
export const needed = (expression: Expression, scope: Scope): unknown => {
  if (expression.kind !== 'path') return evaluate(expression, scope);
  const found = find(expression, scope);
  if (found !== undefined) return found.value;
  if (scope.run.missing.size < templateLimits.missing) scope.run.missing.add(expression.text);
  return undefined;
};

/** A value that may be absent. */
export const evaluate = (expression: Expression, scope: Scope): unknown => {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return find(expression, scope)?.value;
    case 'lookup': {
      const of = evaluate(expression.of, scope);
      // Handlebars returns what is false or empty as it is.
      return of ? ownOf(of, String(evaluate(expression.key, scope)))?.value : of;
    }
    default:
      return expression satisfies never;
  }
};

interface Found {
  readonly value: unknown;
}

const ownOf = (value: unknown, name: string): Found | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? { value: Reflect.get(value, name) } : undefined;

const find = (path: Path, scope: Scope): Found | undefined => {
  const [first] = path.names;
  const named =
    first === undefined || path.isData || path.isScoped || path.up > 0
      ? undefined
      : scope.named.find((names) => names.has(first));
  const start = named === undefined ? startOf(path, scope) : named.get(first ?? '');
  return path.names
    .slice(named === undefined ? 0 : 1)
    .reduce<Found | undefined>((found, name) => found && ownOf(found.value, name), {
      value: start,
    });
};

const startOf = ({ isData, up }: Path, { contexts, frame }: Scope): unknown => {
  if (!isData) return contexts[up];
  let around: Frame | undefined = frame;
  for (let left = up; left > 0; left -= 1) around = around?.parent;
  return around?.values;
};
