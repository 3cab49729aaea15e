/** Tasks that start together. */
const wave = 25;
/** Waves under way at once: one makes its requests while the other waits for its responses. */
const wavesAtOnce = 2;

/**
 * Runs tasks that each make requests to the same service. As many run at once as the SDK keeps
 * connections; more would wait for a connection until some time out.
 *
 * Tasks start in waves, and a wave starts when all tasks of an earlier one have ended. Starting a
 * task whenever another ends takes half as much processor time again per request. With a single
 * wave the processor is idle until the responses come.
 *
 * @returns the result of each task, in the order of `things`
 * @throws the error of the first task that failed; no wave starts after it
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
