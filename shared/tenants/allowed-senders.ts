import { canonicalAddress } from '../email/address.ts';

/** What an entry of the allowed senders names. */
export type SenderRule =
  | { readonly kind: 'address'; readonly address: string }
  /** The domain and every domain below it, as an identity of SES. */
  | { readonly kind: 'domain'; readonly domain: string };

/**
 * Reads an entry: an address, or a domain without `@`.
 *
 * @returns undefined when it is neither
 */
export const readSenderRule = (entry: string): SenderRule | undefined => {
  const isDomain = !entry.includes('@');
  const address = canonicalAddress(isDomain ? `postmaster@${entry.trim()}` : entry);
  if (address === undefined) return undefined;
  return isDomain ? { kind: 'domain', domain: domainOf(address) } : { kind: 'address', address };
};

/** @param sender - canonical address */
export const isAllowedSender = (allowed: readonly string[], sender: string): boolean =>
  allowed.some((entry) => {
    const rule = readSenderRule(entry);
    if (rule?.kind === 'address') return rule.address === sender;
    const domain = domainOf(sender);
    return rule !== undefined && (domain === rule.domain || domain.endsWith(`.${rule.domain}`));
  });

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
