/** A limit on how many may run at a time; the others wait, first come, first served. */
export interface ConcurrencyLimit {
  /** Resolves when there is a free place, and takes it. */
  readonly take: () => Promise<void>;
  /** Gives the place back. */
  readonly release: () => void;
  readonly taken: () => number;
}

export const createConcurrencyLimit = (maximum: number): ConcurrencyLimit => {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    take: async () => {
      if (taken < maximum) {
        taken += 1;
        return;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release: () => {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    },
    taken: () => taken,
  };
};
