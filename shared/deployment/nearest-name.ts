/**
 * The name that somebody probably meant: the one that the fewest insertions, deletions,
 * replacements and swaps of neighbours (optimal string alignment distance) turn into what was
 * written, capitals aside.
 *
 * @returns undefined when none is near: more than a third of the letters differ
 */
export const nearestName = (written: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, distance: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(1, Math.floor(one.name.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return best?.name;
};

const distance = (one: string, other: string): number => {
  // What is longer than any name is not compared letter by letter.
  if (Math.abs(one.length - other.length) > 20) return Number.POSITIVE_INFINITY;
  let earlier: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const costs = [
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (isSame ? 0 : 1),
        ...(one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
          ? [at(earlier, j - 2) + 1]
          : []),
      ];
      next.push(Math.min(...costs));
    }
    earlier = row;
    row = next;
  }
  return at(row, other.length);
};

const at = (row: readonly number[], index: number): number =>
  row[index] ?? Number.POSITIVE_INFINITY;
