/** Actions that end what was started, run in reverse order. */
export interface Teardown {
  readonly add: (end: () => unknown) => void;
  /** Runs all of them once; later calls wait for the same run. */
  readonly run: () => Promise<void>;
}

/** An empty teardown. An action that fails does not keep the others from running. */
export const createTeardown = (): Teardown => {
  const ends: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      try {
        await end();
      } catch {
        // A process that does not end here is killed when this one exits.
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
