/** Removes the oldest entries of a map until it has no more than the limit. */
export const dropOldest = <Key>(map: Map<Key, unknown>, limit: number): void => {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
};
