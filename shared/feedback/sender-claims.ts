import { readSenderRule, type SenderRule } from '../tenants/allowed-senders.ts';

/** Who sent a mail, as its event states it. */
export interface EventSender {
  /** Envelope sender; canonical address. Undefined when it cannot be read. */
  readonly source: string | undefined;
  /** Authors in the From header; canonical addresses. Events carry it only with headers. */
  readonly from: readonly string[];
  /** Identity of SES that sent: an address or a domain. */
  readonly identity: SenderRule | undefined;
}

/** Whose a sender is. */
export type SenderOwner =
  | { readonly kind: 'tenant'; readonly tenantId: string }
  /** Several tenants claim it, so it is nobody's. */
  | { readonly kind: 'disputed'; readonly tenantIds: readonly string[] }
  | { readonly kind: 'nobody' };

/** What tenants claim to send from: tenants by address, and by domain. */
export interface SenderClaims {
  readonly addresses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly domains: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Collects the claims of tenants; an entry that is no sender is left out. */
export const claimsOf = (
  listed: readonly { readonly tenantId: string; readonly senders: readonly string[] }[],
): SenderClaims => {
  const addresses = new Map<string, Set<string>>();
  const domains = new Map<string, Set<string>>();
  for (const { tenantId, senders } of listed)
    for (const rule of senders.map(readSenderRule)) {
      if (rule?.kind === 'address') add(addresses, rule.address, tenantId);
      // Below a top-level domain lies everybody's mail.
      else if (rule?.domain.includes('.')) add(domains, rule.domain, tenantId);
    }
  return { addresses, domains };
};

/**
 * Finds the tenant of a sender. An exact address goes before any domain, and of the domains the
 * longest decides. At each of the two steps the envelope sender goes before the From header, and
 * that before the identity.
 */
export const ownerOf = (claims: SenderClaims, sender: EventSender): SenderOwner => {
  const { source, from, identity } = sender;
  const addresses = [
    source === undefined ? [] : [source],
    from,
    identity?.kind === 'address' ? [identity.address] : [],
  ];
  const domains = [
    ...addresses.map((some) => some.map(domainOf)),
    identity?.kind === 'domain' ? [identity.domain] : [],
  ];
  const claimants = [
    ...addresses.map((some) => some.map((address) => claims.addresses.get(address))),
    ...domains.map((some) => some.map((domain) => claimantsOfDomain(claims, domain))),
  ].map((some) => [...new Set(some.flatMap((tenantIds) => [...(tenantIds ?? [])]))]);
  const [tenantId, ...others] = claimants.find((some) => some.length > 0) ?? [];
  if (tenantId === undefined) return { kind: 'nobody' };
  return others.length === 0
    ? { kind: 'tenant', tenantId }
    : { kind: 'disputed', tenantIds: [tenantId, ...others].toSorted() };
};

/** Domain to show of a sender; that of the From header is the one that people know. */
export const senderDomain = ({ source, from: [author], identity }: EventSender) => {
  const address = author ?? source;
  if (address !== undefined) return domainOf(address);
  return identity?.kind === 'address' ? domainOf(identity.address) : identity?.domain;
};

const add = (claims: Map<string, Set<string>>, sender: string, tenantId: string): void => {
  claims.set(sender, (claims.get(sender) ?? new Set()).add(tenantId));
};

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Tenants that claim the domain, or else the nearest one above it. */
const claimantsOfDomain = (
  { domains }: SenderClaims,
  domain: string,
): ReadonlySet<string> | undefined => {
  const labels = domain.split('.');
  return labels
    .map((_, first) => domains.get(labels.slice(first).join('.')))
    .find((tenantIds) => tenantIds !== undefined);
};
