import { choose } from './choose.ts';

/** A word of SES in another case, or with blanks around it. */
export const respell = (word: string, spelling: number): string =>
  choose([word, word.toUpperCase(), word.toLowerCase(), ` ${word} `, word], spelling) ?? word;

/**
 * "Rendering Failure" is "RenderingFailure" elsewhere, and case and separators have been seen to
 * vary.
 */
export const respellType = (type: string, spelling: number): string =>
  choose(
    [
      type,
      respell(type, spelling),
      type.replace(/ /g, ''),
      type.replace(/ /g, '_'),
      type.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
    ],
    spelling,
  ) ?? type;
