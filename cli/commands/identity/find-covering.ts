import { domainAndParents } from '../../../shared/identities/dns-names.ts';
import type { SesIdentities, SesIdentity } from '../../../shared/identities/ports.ts';
import { withoutLabel } from '../../../shared/ses-tenants/wanted-resources.ts';
import type { TypedName } from './read-name.ts';

/**
 * The identity with which SES sends for a domain or an address: itself, that without its `+label`,
 * else its domain, else the nearest domain above. A subdomain needs no identity of its own: it is
 * verified, and signed with DKIM, as the domain above it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export const findCovering = async (
  { name, domain }: TypedName,
  identities: Pick<SesIdentities, 'find'>,
): Promise<SesIdentity | undefined> => {
  for (const candidate of new Set([name, withoutLabel(name), ...domainAndParents(domain)])) {
    const found = await identities.find(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
};
