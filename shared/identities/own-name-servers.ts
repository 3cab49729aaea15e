import { dnsName, domainAndParents, isWithin } from './dns-names.ts';
import type { AskDns } from './ports.ts';

/** Name servers of the zone in which a domain lies. */
export interface ZoneServers {
  readonly zone: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** Most name servers of a zone that are asked. */
const mostServers = 4;

/**
 * Finds the name servers of a domain's zone. They know a new record at once; a resolver may
 * remember for hours that it was not there (RFC 2308).
 *
 * @param ask - asks the system's resolver
 * @returns undefined when they cannot be found
 */
export const findZoneServers = async (
  domain: string,
  ask: AskDns,
): Promise<ZoneServers | undefined> => {
  for (const zone of domainAndParents(domain)) {
    const servers = await ask(zone, 'NS');
    if (servers.kind !== 'found') continue;
    const names = servers.values.map(dnsName).slice(0, mostServers);
    const answers = await Promise.all(names.map((name) => ask(name, 'A')));
    const addresses = answers.flatMap((each) => (each.kind === 'found' ? each.values : []));
    return addresses.length === 0 ? undefined : { zone, names, addresses };
  }
  return undefined;
};

/**
 * Asks a zone's own servers for names of the zone, and the system's for all others. What either of
 * the two has is found: a name may be delegated further, so that the zone's own do not know it.
 */
export const askOwnServers =
  (zone: string, own: AskDns, system: AskDns): AskDns =>
  async (name, type) => {
    if (!isWithin(dnsName(name), zone)) return system(name, type);
    const answer = await own(name, type);
    if (answer.kind === 'found') return answer;
    const second = await system(name, type);
    return second.kind === 'found' || answer.kind === 'unanswered' ? second : answer;
  };
