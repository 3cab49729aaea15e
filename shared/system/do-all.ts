import { mapInBatches } from './map-in-batches.ts';
import { nameOfError } from './name-of-error.ts';

/** Result of one task. */
export type Outcome<Thing, Result> =
  | { readonly kind: 'done'; readonly thing: Thing; readonly result: Result }
  | { readonly kind: 'failed'; readonly thing: Thing };

/**
 * Runs independent tasks, started in order, a bounded number at a time. A task that fails is
 * reported to `onFailure` and does not stop the others.
 *
 * @returns the outcome of each, in the order of `things`
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
