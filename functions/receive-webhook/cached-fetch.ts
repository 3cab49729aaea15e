import { LRUCache } from 'lru-cache';

/** Fetches something by its name; rejects when it cannot be had now. */
export type Fetch<Thing> = (name: string) => Promise<Thing>;

/**
 * Cache in front of a fetch. Callers that ask while it runs share one request. A failure is told to
 * them and not kept, so the next caller asks anew. When the cache is full, the least recently used
 * goes.
 *
 * @param capacity - how many things it holds
 */
export const cachedFetch = <Thing extends NonNullable<unknown>>(
  fetch: Fetch<Thing>,
  capacity: number,
): Fetch<Thing> => {
  const cache = new LRUCache<string, Thing>({
    max: capacity,
    fetchMethod: (name) => fetch(name),
  });
  return (name) => cache.forceFetch(name);
};
