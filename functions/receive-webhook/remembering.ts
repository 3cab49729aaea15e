/** Fetches something by its name; rejects when it cannot be had now. */
export type Fetch<Thing> = (name: string) => Promise<Thing>;

/**
 * Remembers what was fetched. Whoever asks while it is being fetched waits for the same request; a failure is told to those who wait and then
 * forgotten, so that the next one asks anew. When it is full, what was not asked for the longest time goes.
 *
 * @param capacity - how many things it holds
 */
export const remembering = <Thing>(fetch: Fetch<Thing>, capacity: number): Fetch<Thing> => {
  const kept = new Map<string, Thing>();
  const underWay = new Map<string, Promise<Thing>>();

  const keep = (name: string, thing: Thing): void => {
    kept.delete(name);
    kept.set(name, thing);
    const [oldest] = kept.keys();
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
  };

  const fetchOnce = async (name: string): Promise<Thing> => {
    try {
      const thing = await fetch(name);
      keep(name, thing);
      return thing;
    } finally {
      underWay.delete(name);
    }
  };

  return async (name) => {
    const thing = kept.get(name);
    if (thing !== undefined) {
      keep(name, thing);
      return thing;
    }
    const started = underWay.get(name) ?? fetchOnce(name);
    underWay.set(name, started);
    return started;
  };
};
