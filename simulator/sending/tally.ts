/** Counts by name. */
export interface Tally {
  readonly add: (name: string) => void;
  readonly counts: () => ReadonlyMap<string, number>;
  readonly clear: () => void;
}

export const createTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    add: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    counts: () => counts,
    clear: () => counts.clear(),
  };
};
