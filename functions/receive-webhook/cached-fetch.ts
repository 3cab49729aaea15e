import { LRUCache } from 'lru-cache';

/** Fetches something by its name. Rejects when it is not available now. */
export type Fetch<Thing> = (name: string) => Promise<Thing>;

/**
 * LRU cache in front of a fetch. Callers that ask while a request is under way share it. A failure
 * rejects all of them and is not cached, so that the next caller tries again.
 *
 * @param capacity - number of things that the cache holds
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
