import type { ZoneRecord } from './zone-record.ts';

/** What a name server knows of one question. */
export interface ZoneAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN';
  readonly records: readonly ZoneRecord[];
}

/** Longest chain of CNAME records that is followed. */
const longestChain = 8;

/**
 * Answers a question from the records of a zone: follows CNAME records, and lets a wildcard answer
 * for a name that does not exist.
 *
 * @see RFC 1034 sections 4.3.2 and 4.3.3
 */
export const answerQuestion = (
  zone: readonly ZoneRecord[],
  name: string,
  type: string,
): ZoneAnswer => {
  const records: ZoneRecord[] = [];
  let asked = name.toLowerCase();
  for (let step = 0; step < longestChain; step += 1) {
    const there = recordsAt(zone, asked);
    if (there === undefined)
      return { code: records.length === 0 ? 'NXDOMAIN' : 'NOERROR', records };
    const matching = there.filter((record) => record.type === type);
    const alias = there.find((record) => record.type === 'CNAME');
    if (matching.length > 0 || alias === undefined)
      return { code: 'NOERROR', records: [...records, ...matching] };
    records.push(alias);
    asked = alias.value;
  }
  return { code: 'NOERROR', records };
};

/** Undefined when the name does not exist: nothing is at it or beneath it, no wildcard covers it. */
const recordsAt = (
  zone: readonly ZoneRecord[],
  name: string,
): readonly ZoneRecord[] | undefined => {
  const there = zone.filter((record) => record.name === name);
  if (there.length > 0) return there;
  if (exists(zone, name)) return [];
  for (let above = parentOf(name); above !== ''; above = parentOf(above)) {
    const wild = zone.filter((record) => record.name === `*.${above}`);
    if (wild.length > 0) return wild.map((record) => ({ ...record, name }));
    if (exists(zone, above)) return undefined;
  }
  return undefined;
};

const exists = (zone: readonly ZoneRecord[], name: string): boolean =>
  zone.some((record) => record.name === name || record.name.endsWith(`.${name}`));

const parentOf = (name: string): string => {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
};
