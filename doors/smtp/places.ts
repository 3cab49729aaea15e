/** Places that many take at once, in all and by name: connections by address, mails by tenant. */
export interface Places {
  /** Takes a place; false when there is none. */
  readonly take: (name: string) => boolean;
  readonly leave: (name: string) => void;
  readonly taken: () => number;
}

export const places = (most: number, mostByName: number): Places => {
  const byName = new Map<string, number>();
  let taken = 0;
  return {
    take: (name) => {
      const own = byName.get(name) ?? 0;
      if (taken >= most || own >= mostByName) return false;
      byName.set(name, own + 1);
      taken += 1;
      return true;
    },
    leave: (name) => {
      const own = byName.get(name) ?? 0;
      if (own === 0) return;
      if (own === 1) byName.delete(name);
      else byName.set(name, own - 1);
      taken -= 1;
    },
    taken: () => taken,
  };
};
