import { createHash } from 'node:crypto';
import { parseMailbox } from '../../shared/ses-api/mail/addresses.ts';
import type { ResourceTag } from './resource-tags.ts';

/** Types of identity feedback. */
export const notificationTypes = ['Bounce', 'Complaint', 'Delivery'] as const;

export type NotificationType = (typeof notificationTypes)[number];

/** An address or domain from which mail may be sent. */
export interface Identity {
  /** Name as given, with the domain in lower case. */
  readonly name: string;
  readonly kind: 'address' | 'domain';
  readonly verificationStatus: 'Pending' | 'Success';
  readonly dkimEnabled: boolean;
  readonly mailFromDomain: string | undefined;
  readonly behaviorOnMxFailure: 'UseDefaultValue' | 'RejectMessage';
  readonly forwardingEnabled: boolean;
  /** Topic ARN per type of notification. */
  readonly topics: Readonly<Partial<Record<NotificationType, string>>>;
  readonly headersIn: readonly NotificationType[];
  /** Configuration set for mail that names none. */
  readonly configurationSet: string | undefined;
  readonly tags: readonly ResourceTag[];
}

/** The account's identities. */
export interface Identities {
  readonly verify: (name: string) => Identity;
  readonly remove: (name: string) => void;
  readonly get: (name: string) => Identity | undefined;
  readonly change: (name: string, changes: Partial<Identity>) => void;
  readonly list: () => readonly Identity[];
  /**
   * The most specific verified identity that covers the address: the address, the address without
   * `+label`, its domain, or a parent domain.
   */
  readonly covering: (address: string) => Identity | undefined;
}

/** Local parts are case-sensitive, domains are not. */
const normalise = (name: string): string => {
  const at = name.lastIndexOf('@');
  return name.slice(0, at + 1) + name.slice(at + 1).toLowerCase();
};

const withoutLabel = (localPart: string): string => localPart.replace(/\+.*$/, '');

const parentDomains = (domain: string): readonly string[] => {
  const labels = domain.toLowerCase().split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
};

const newIdentity = (name: string): Identity => ({
  name,
  kind: name.includes('@') ? 'address' : 'domain',
  verificationStatus: 'Success',
  dkimEnabled: !name.includes('@'),
  mailFromDomain: undefined,
  behaviorOnMxFailure: 'UseDefaultValue',
  forwardingEnabled: true,
  topics: {},
  headersIn: [],
  configurationSet: undefined,
  tags: [],
});

/**
 * Stores identities. An identity is verified as soon as verification is requested, because nobody
 * would click the link or set the DNS record.
 */
export const createIdentities = (names: readonly string[]): Identities => {
  const known = new Map<string, Identity>();
  const verify = (name: string): Identity => {
    const key = normalise(name);
    const identity = known.get(key) ?? newIdentity(key);
    known.set(key, identity);
    return identity;
  };
  for (const name of names) verify(name);

  return {
    verify,
    remove: (name) => void known.delete(normalise(name)),
    get: (name) => known.get(normalise(name)),
    change: (name, changes) => {
      const key = normalise(name);
      known.set(key, { ...(known.get(key) ?? newIdentity(key)), ...changes });
    },
    list: () => [...known.values()],
    covering: (text) => {
      const mailbox = parseMailbox(text);
      if (mailbox.kind === 'invalid') return undefined;
      const domain = mailbox.domain.toLowerCase();
      const candidates = [
        `${mailbox.localPart}@${domain}`,
        `${withoutLabel(mailbox.localPart)}@${domain}`,
        ...parentDomains(domain),
      ];
      for (const candidate of candidates) {
        const identity = known.get(candidate);
        if (identity?.verificationStatus === 'Success') return identity;
      }
      return undefined;
    },
  };
};

/** Token of the TXT record that would verify a domain; always the same for a domain. */
export const verificationToken = (domain: string): string =>
  createHash('sha256').update(`verification ${domain}`).digest('base64');

/** Names of the three DKIM records. */
export const dkimTokens = (domain: string): readonly string[] =>
  [1, 2, 3].map((number) =>
    createHash('sha256').update(`dkim ${number} ${domain}`).digest('hex').slice(0, 32),
  );
