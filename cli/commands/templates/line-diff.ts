/**
 * Lines of two texts that differ: `- ` what goes, `+ ` what comes. Lines that both texts begin and end
 * with are left out; what lies between is shown as a whole.
 */
export const lineDiff = (before: string, after: string): readonly string[] => {
  const [gone, come] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(gone.length, come.length);
  let start = 0;
  while (start < shorter && gone[start] === come[start]) start += 1;
  let end = 0;
  while (end < shorter - start && gone.at(-1 - end) === come.at(-1 - end)) end += 1;
  return [
    ...gone.slice(start, gone.length - end).map((line) => `- ${line}`),
    ...come.slice(start, come.length - end).map((line) => `+ ${line}`),
  ];
};

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));
