import { describePath } from './describe-issues.ts';
import { inexactNumbers } from './json-numbers.ts';

/** Of one message; whoever repeats the mistake finds the others by these. */
const mostNamed = 10;

/** A value to look at, and where it stands. */
type Place = readonly [value: unknown, path: readonly PropertyKey[]];

/**
 * What is wrong with the numbers in a template's data while they are in memory: JSON has no NaN and
 * no infinity, and writes null for them.
 *
 * @param data - which can be written as JSON, so nothing in it refers to itself
 */
export const unwritableNumberReasons = (data: unknown): readonly string[] => {
  const reasons: string[] = [];
  const places: Place[] = [[data, ['template', 'data']]];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const [value, path] = place;
    if (typeof value === 'number' && !Number.isFinite(value))
      reasons.push(`${describePath(path)}: is a number that JSON cannot write; put in text`);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value).reverse())
      places.push([inner, [...path, Array.isArray(value) ? Number(name) : name]]);
  }
  return reasons.slice(0, mostNamed);
};

const reason = (path: readonly PropertyKey[]): string =>
  `${describePath(path)}: is a number whose digits would change on the way; write it as text, in quotes`;

/**
 * What is wrong with the numbers in a template's data, as the JSON text of a message writes them: a
 * program that reads 653247040368672769 keeps 653247040368672800, and of 1e400 nothing.
 */
export const templateNumberReasons = (json: string): readonly string[] =>
  inexactNumbers(json)
    .filter(([field, member]) => field === 'template' && member === 'data')
    .slice(0, mostNamed)
    .map(reason);
