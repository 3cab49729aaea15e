/** Actions that end what was started, run in reverse order. */
export interface Teardown {
  readonly add: (end: () => unknown) => void;
  /** Runs all actions once; later calls wait for the same run. */
  readonly run: () => Promise<void>;
}

/** Creates an empty teardown. A failing action does not keep the others from running. */
export const createTeardown = (): Teardown => {
  const ends: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      try {
        await end();
      } catch {
        // A process that does not end here is killed when this process exits.
      }
    }
  };
  return {
    add: (end) => void ends.push(end),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
};
