/** A limit on how many run at a time; the others wait, first come, first served. */
export interface ConcurrencyLimit {
  /** Resolves when there is room, and takes it. */
  readonly take: () => Promise<void>;
  /** Gives the room back. */
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
