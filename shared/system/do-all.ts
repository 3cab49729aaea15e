import { mapInBatches } from './map-in-batches.ts';

/** How a piece of work ended. */
export type Outcome<Thing, Result> =
  | { readonly kind: 'done'; readonly thing: Thing; readonly result: Result }
  | { readonly kind: 'failed'; readonly thing: Thing };

/** Name of an error, for a log. */
export const nameOfError = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;

/**
 * Does independent pieces of work, in their order, some at a time; a failure of one is logged and
 * leaves the others alone.
 */
export const doAll = async <Thing, Result>(
  things: readonly Thing[],
  work: (thing: Thing) => Promise<Result>,
  onFailure: (thing: Thing, error: string) => void,
): Promise<readonly Outcome<Thing, Result>[]> => {
  const doOne = async (thing: Thing): Promise<Outcome<Thing, Result>> => {
    try {
      return { kind: 'done', thing, result: await work(thing) };
    } catch (error) {
      onFailure(thing, nameOfError(error));
      return { kind: 'failed', thing };
    }
  };
  return mapInBatches(things, doOne);
};
