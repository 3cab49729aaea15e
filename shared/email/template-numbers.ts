import { describePath } from './describe-issues.ts';
import { inexactNumbers } from './json-numbers.ts';

/** Of one message; whoever repeats the mistake finds the others by these. */
const mostNamed = 10;

const reason = (path: readonly PropertyKey[]): string =>
  `${describePath(path)}: is a number whose digits would change on the way; write it as text, in quotes`;

/**
 * What is wrong with the numbers in a template's data, as the JSON text of a message writes them: a program that reads
 * 653247040368672769 keeps 653247040368672800, and of 1e400 nothing.
 */
export const templateNumberReasons = (json: string): readonly string[] =>
  inexactNumbers(json)
    .filter(([field, member]) => field === 'template' && member === 'data')
    .slice(0, mostNamed)
    .map(reason);
