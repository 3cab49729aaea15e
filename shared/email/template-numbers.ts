import { describePath } from './describe-issues.ts';
import { inexactNumbers } from './json-numbers.ts';

/** Most numbers listed per message; they lead the author to the others. */
const mostNamed = 10;

/** A value and its path. */
type Place = readonly [value: unknown, path: readonly PropertyKey[]];

/**
 * Problems with numbers in a template's data in memory: JSON has no NaN and no infinity, and writes
 * null for them.
 *
 * @param data - serialisable as JSON, so without cycles
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
 * Problems with numbers in a template's data in the JSON text of a message: a reader turns
 * 653247040368672769 into 653247040368672800, and 1e400 into infinity.
 */
export const templateNumberReasons = (json: string): readonly string[] =>
  inexactNumbers(json)
    .filter(
      ([field, member, inner]) =>
        (field === 'template' && member === 'data') ||
        (field === 'destinations' && inner === 'data'),
    )
    .slice(0, mostNamed)
    .map(reason);
