/** Things to end, in the opposite order of their start. */
export interface Teardown {
  readonly add: (end: () => unknown) => void;
  /** Ends everything once; whoever calls again waits for the same end. */
  readonly run: () => Promise<void>;
}

/** Nothing to end yet. One end that fails does not keep the others from being tried. */
export const createTeardown = (): Teardown => {
  const ends: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      try {
        await end();
      } catch {
        // A process that cannot be ended in order is killed when this one exits.
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
