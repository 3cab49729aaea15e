import { element, type Markup } from '../sending/markup.ts';
import type { SesWorld } from '../world.ts';
import type { QueryParameters } from './query-protocol.ts';
import { missingMember, type Refusal } from './refusal.ts';

/** Content of the action's result, nothing, or a refusal. */
export type ActionAnswer = Markup | Refusal | undefined;

/** Carries out one action of the query API. */
export type Action = (
  world: SesWorld,
  parameters: QueryParameters,
) => ActionAnswer | Promise<ActionAnswer>;

/** Several elements side by side. */
export const group = (...members: readonly (Markup | undefined)[]): Markup => ({
  markup: members.map((member) => member?.markup ?? '').join(''),
});

/** A time as the query protocol writes it. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Makes an action that is refused when a required parameter is absent. */
export const requiring =
  <const Names extends readonly string[]>(
    names: Names,
    act: (
      world: SesWorld,
      value: (name: Names[number]) => string,
      parameters: QueryParameters,
    ) => ActionAnswer | Promise<ActionAnswer>,
  ): Action =>
  (world, parameters) => {
    const missing = names.find((name) => parameters.get(name) === undefined);
    if (missing !== undefined) return missingMember(missing.split('.').map(lowerFirst).join('.'));
    return act(world, (name) => parameters.get(name) ?? '', parameters);
  };

/** One page of a list; the token is the place where the next begins. */
export const pageOf = <Item>(
  items: readonly Item[],
  parameters: QueryParameters,
  defaultSize: number,
  maxSize: number,
) => {
  const start = Number(parameters.get('NextToken') ?? 0) || 0;
  const size = Math.min(maxSize, Number(parameters.get('MaxItems') ?? defaultSize) || defaultSize);
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? String(end) : undefined,
  };
};

/** A map as the query protocol writes it; keys without a value are left out. */
export const entriesOf = (
  name: string,
  keys: readonly string[],
  describe: (key: string) => Markup | undefined,
): Markup =>
  element(
    name,
    keys.flatMap((key) => {
      const value = describe(key);
      return value === undefined
        ? []
        : [element('entry', element('key', key), element('value', value))];
    }),
  );
