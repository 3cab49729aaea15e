/** Bytes of mails in memory, in all and by access key. */
export interface ByteBudget {
  /** Takes bytes for a key; false, and nothing is taken, when there is no room. */
  readonly take: (key: string, bytes: number) => boolean;
  /** Gives bytes of a key back. */
  readonly give: (key: string, bytes: number) => void;
  /** Whether there is room for a key's mail of this size now. */
  readonly hasRoom: (key: string, bytes: number) => boolean;
  readonly taken: () => number;
}

/** Creates a budget. One key may take half of it, so that others always have room. */
export const byteBudget = (most: number): ByteBudget => {
  const byKey = new Map<string, number>();
  let taken = 0;
  const of = (key: string): number => byKey.get(key) ?? 0;
  const hasRoom = (key: string, bytes: number): boolean =>
    taken + bytes <= most && of(key) + bytes <= most / 2;
  const add = (key: string, bytes: number): void => {
    taken += bytes;
    const sum = of(key) + bytes;
    if (sum === 0) byKey.delete(key);
    else byKey.set(key, sum);
  };
  return {
    hasRoom,
    take: (key, bytes) => {
      const fits = hasRoom(key, bytes);
      if (fits) add(key, bytes);
      return fits;
    },
    give: (key, bytes) => add(key, -bytes),
    taken: () => taken,
  };
};
