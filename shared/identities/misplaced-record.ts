import { domainAndParents } from './dns-names.ts';
import type { AskDns, RecordType } from './ports.ts';

/** A record that was put at a name beside the one where it belongs. */
export interface MisplacedRecord {
  readonly at: string;
  /** The zone's name was added twice; or a label between record and zone was left out. */
  readonly mistake: 'doubled' | 'too-high';
  readonly values: readonly string[];
}

/**
 * Looks where a record is put by mistake. Most providers add the zone to the name that is typed:
 * `x._domainkey.example.com` becomes `x._domainkey.example.com.example.com`.
 *
 * @param isIt - whether a value is that of the wanted record
 */
export const findMisplaced = async (
  name: string,
  type: RecordType,
  isIt: (value: string) => boolean,
  ask: AskDns,
): Promise<MisplacedRecord | undefined> => {
  for (const place of wrongPlaces(name)) {
    const answer = await ask(place.at, type);
    if (answer.kind !== 'found') continue;
    const values = answer.values.filter(isIt);
    if (values.length > 0) return { ...place, values };
  }
  return undefined;
};

/** Places beside the right one, most frequent first; at most four. */
const wrongPlaces = (name: string): readonly Omit<MisplacedRecord, 'values'>[] => {
  const zones = domainAndParents(name).filter((zone) => zone !== name && !/(?:^|\.)_/.test(zone));
  const [domain = '', ...above] = zones;
  const prefix = name.slice(0, name.length - domain.length);
  return [
    ...zones.map((zone) => ({ at: `${name}.${zone}`, mistake: 'doubled' as const })),
    ...above.map((zone) => ({ at: `${prefix}${zone}`, mistake: 'too-high' as const })),
  ].slice(0, 4);
};

/** What happened, and what to type at the provider. */
export const misplacedText = ({
  at,
  mistake,
}: MisplacedRecord): { readonly problem: string; readonly remedy: string } =>
  mistake === 'doubled'
    ? {
        problem: `It is at ${at}: the provider added the zone to the name once more.`,
        remedy: 'Type the name without the zone (NAME in identity dns), and remove that one.',
      }
    : {
        problem: `It is at ${at}: a part of the name was left out.`,
        remedy: 'Type the whole name (NAME in identity dns), and remove that one.',
      };
