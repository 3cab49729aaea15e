import { getDomain } from 'tldts';

/** A DNS name as names are compared: lower case, without a closing dot (RFC 1035 section 2.3.3). */
export const dnsName = (text: string): string => text.trim().toLowerCase().replace(/\.$/, '');

/** Whether a name is the domain or lies beneath it. */
export const isWithin = (name: string, domain: string): boolean =>
  name === domain || name.endsWith(`.${domain}`);

/**
 * Organisational domain: the one that somebody registered, by the Public Suffix List; a public
 * suffix is its own.
 *
 * @see RFC 7489 section 3.2
 */
export const organisationalDomain = (domain: string): string =>
  getDomain(dnsName(domain), { allowPrivateDomains: true }) ?? dnsName(domain);

/** A name as it is entered in the zone: `@` for the zone itself; in full outside of the zone. */
export const relativeName = (name: string, zone: string): string => {
  if (name === zone) return '@';
  return isWithin(name, zone) ? name.slice(0, -zone.length - 1) : `${name}.`;
};

/** The domain and those above it, up to the organisational domain. */
export const domainAndParents = (domain: string): readonly string[] => {
  const top = organisationalDomain(domain);
  const parents: string[] = [];
  for (let name = dnsName(domain); isWithin(name, top); name = name.slice(name.indexOf('.') + 1)) {
    parents.push(name);
    if (name === top) break;
  }
  return parents;
};
