import { type ErrorFacts, findRemedy } from './find-remedy.ts';
import type { Origin, Remedy } from './remedy.ts';

/**
 * What to do about a caught error: of the AWS SDK, of Node's network, of this pipeline. Undefined
 * when the table does not know it.
 *
 * @param origin - the service that was called, where the caller knows; some codes need it
 */
export const remedyOfError = (error: unknown, origin?: Origin): Remedy | undefined =>
  findRemedy(factsOfError(error, origin));

/** What an error tells: its names and codes, its texts and those of its causes, its HTTP status. */
const factsOfError = (error: unknown, origin?: Origin): ErrorFacts => {
  const all = [...chainOf(error, 0)];
  const given = all.flatMap((one) => [
    textIn(one, 'name'),
    textIn(one, 'code'),
    textIn(one, 'Code'),
  ]);
  return {
    origin,
    codes: [...new Set(given.filter((code) => code !== undefined && code !== 'Error'))].filter(
      (code) => code !== undefined,
    ),
    texts: all.map((one) => textIn(one, 'message')).filter((text) => text !== undefined),
    status: all.map(statusIn).find((status) => status !== undefined),
  };
};

/** Causes below which nothing is looked for. */
const deepest = 5;

/** The error and its causes; one of several, as Node gives one for each address of a host. */
const chainOf = (error: unknown, depth: number): readonly object[] => {
  if (typeof error !== 'object' || error === null || depth > deepest) return [];
  const inner = error instanceof AggregateError ? error.errors.slice(0, deepest) : [];
  const cause = 'cause' in error ? [error.cause] : [];
  return [error, ...[...inner, ...cause].flatMap((one) => chainOf(one, depth + 1))];
};

const textIn = (error: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
};

const statusIn = (error: object): number | undefined => {
  const metadata: unknown = Reflect.get(error, '$metadata');
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const status: unknown = Reflect.get(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
};
