import { programName } from '../help/examples.ts';

/**
 * A command as it can be typed in bash, zsh, fish and PowerShell, with one more option.
 *
 * @param words - what was typed after the name of the program
 * @param option - comes before `--`, behind which everything is an argument
 */
export const typedCommand = (words: readonly string[], option?: string): string => {
  const end = words.indexOf('--');
  const at = end === -1 ? words.length : end;
  const all = [
    ...words.slice(0, at),
    ...(option === undefined ? [] : [option]),
    ...words.slice(at),
  ];
  return [programName, ...all.map(quoted)].join(' ');
};

/** Single quotes mean the same in all four shells, as long as there is none within. */
const quoted = (word: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return word.includes("'") ? `"${word.replaceAll(/["$`\\]/g, '\\$&')}"` : `'${word}'`;
};
