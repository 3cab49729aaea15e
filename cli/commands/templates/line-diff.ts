/** A line with more characters than this is shown by the part that differs. */
const longLine = 100;

/** Characters that are shown on each side of that part. */
const around = 30;

/**
 * Lines of two texts that differ: `- ` what goes, `+ ` what comes. Lines that both texts begin and end
 * with are left out; what lies between is shown as a whole. Where as many lines come as go, only that
 * part of a long line is shown that differs from its counterpart: HTML often is one line.
 */
export const lineDiff = (before: string, after: string): readonly string[] => {
  const [gone, come] = [linesOf(before), linesOf(after)];
  const { start, end } = alikeEnds(gone, come);
  const goes = gone.slice(start, gone.length - end);
  const comes = come.slice(start, come.length - end);
  const arePairs = goes.length === comes.length;
  const shown = (line: string, other: string | undefined): string =>
    arePairs && other !== undefined ? partThatDiffers(line, other) : line;
  return [
    ...goes.map((line, index) => `- ${shown(line, comes[index])}`),
    ...comes.map((line, index) => `+ ${shown(line, goes[index])}`),
  ];
};

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));

/** How many parts two lists have in common at their beginning, and at their end after that. */
const alikeEnds = (
  one: readonly string[],
  other: readonly string[],
): { readonly start: number; readonly end: number } => {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return { start, end };
};

const partThatDiffers = (line: string, other: string): string => {
  if (line === other || Math.max(line.length, other.length) <= longLine) return line;
  const characters = [...line];
  const { start, end } = alikeEnds(characters, [...other]);
  const from = Math.max(0, start - around);
  const to = Math.min(characters.length, characters.length - end + around);
  const part = characters.slice(from, to).join('');
  return `${from > 0 ? '…' : ''}${part}${to < characters.length ? '…' : ''}`;
};
