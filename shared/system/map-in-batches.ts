/** How many pieces of work begin together. */
const wave = 25;
/** While the answers of one wave are on their way, the requests of the other are made. */
const wavesAtOnce = 2;

/**
 * Does pieces of work that each make requests to the same service: as many at once as the SDK keeps
 * connections, for more would only wait for each other until some give up.
 *
 * They begin in waves, and the next of them when all of one have ended. Beginning one whenever
 * another ends takes the processor half as long again per request; with a single wave it has
 * nothing to do until the answers come.
 *
 * @returns what came of each, in the order of the things
 * @throws what the first piece of work threw; no wave begins after it
 */
export const mapInBatches = async <Thing, Result>(
  things: readonly Thing[],
  work: (thing: Thing) => Promise<Result>,
): Promise<readonly Result[]> => {
  const waves: Promise<readonly Result[]>[] = [];
  let next = 0;
  const takeWaves = async (): Promise<void> => {
    while (next < things.length) {
      const some = Promise.all(things.slice(next, next + wave).map(work));
      next += wave;
      waves.push(some);
      try {
        await some;
      } catch (error) {
        next = things.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: wavesAtOnce }, takeWaves));
  return (await Promise.all(waves)).flat();
};
