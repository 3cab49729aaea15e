/**
 * Works on all items, at most `hands` at a time; results are in the items' order. Rejects with the
 * first failure.
 */
export const inParallel = async <Item, Result>(
  items: readonly Item[],
  hands: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const hand = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(hands, items.length) }, hand));
  return [...results].toSorted(([one], [other]) => one - other).map(([, result]) => result);
};
