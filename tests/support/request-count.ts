/** Counts of requests by their operation. */
export interface RequestCounts {
  readonly add: (operation: string) => void;
  /** Those since the last time. */
  readonly take: () => Readonly<Record<string, number>>;
}

export const requestCounts = (): RequestCounts => {
  let counts = new Map<string, number>();
  return {
    add: (operation) => void counts.set(operation, (counts.get(operation) ?? 0) + 1),
    take: () => {
      const taken = Object.fromEntries(counts);
      counts = new Map();
      return taken;
    },
  };
};
