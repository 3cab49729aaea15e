import { createHash } from 'node:crypto';
import { parseMailbox } from '../../shared/ses-api/mail/addresses.ts';
import type { ResourceTag } from './resource-tags.ts';

/** Types of identity feedback. */
export const notificationTypes = ['Bounce', 'Complaint', 'Delivery'] as const;

export type NotificationType = (typeof notificationTypes)[number];

/** What SES says of records that it looks for; `Failed` after three days. */
export type CheckedStatus = 'Pending' | 'Success' | 'Failed';

/** One look at the records of a domain. */
export interface IdentityCheck {
  readonly atMs: number;
  /** Undefined when all were right. */
  readonly errorType:
    | 'DNS_SERVER_ERROR'
    | 'HOST_NOT_FOUND'
    | 'TYPE_NOT_FOUND'
    | 'INVALID_VALUE'
    | undefined;
  readonly succeededAtMs: number | undefined;
}

/** An address or domain from which mail may be sent. */
export interface Identity {
  /** Name as given, with the domain in lower case. */
  readonly name: string;
  readonly kind: 'address' | 'domain';
  readonly verificationStatus: CheckedStatus;
  /** Since when its records are looked for; epoch ms. */
  readonly requestedAtMs: number;
  /** The last look at its records; undefined before, and when DNS is not asked. */
  readonly lastCheck: IdentityCheck | undefined;
  readonly dkimEnabled: boolean;
  readonly keyLength: 'RSA_1024_BIT' | 'RSA_2048_BIT';
  readonly mailFromDomain: string | undefined;
  readonly mailFromStatus: CheckedStatus;
  /** Whether DNS has shown the MX record of the MAIL FROM domain; never when it is not asked. */
  readonly isMxSeen: boolean;
  readonly mailFromRequestedAtMs: number;
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
  readonly change: (name: string, changes: Partial<Identity>) => Identity;
  readonly list: () => readonly Identity[];
  /** Sets or ends the MAIL FROM domain, whose MX record is then looked for. */
  readonly setMailFrom: (
    name: string,
    mailFrom: Pick<Identity, 'mailFromDomain' | 'behaviorOnMxFailure'>,
  ) => void;
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

const newIdentity = (name: string, status: CheckedStatus, nowMs: number): Identity => ({
  name,
  kind: name.includes('@') ? 'address' : 'domain',
  // Nobody would click the link to an address.
  verificationStatus: name.includes('@') ? 'Success' : status,
  requestedAtMs: nowMs,
  lastCheck: undefined,
  dkimEnabled: !name.includes('@'),
  keyLength: 'RSA_2048_BIT',
  mailFromDomain: undefined,
  mailFromStatus: 'Success',
  isMxSeen: false,
  mailFromRequestedAtMs: nowMs,
  behaviorOnMxFailure: 'UseDefaultValue',
  forwardingEnabled: true,
  topics: {},
  headersIn: [],
  configurationSet: undefined,
  tags: [],
});

/** Verified domains of an account for which no others are named. */
export const defaultIdentities = ['example.com', 'example.net', 'example.org'] as const;

/** How identities become verified. */
export interface IdentityRules {
  /**
   * Whether a domain waits until its records are seen. Otherwise it is verified as soon as
   * verification is requested, because nobody would set the records.
   */
  readonly looksForRecords: boolean;
  readonly clock: () => number;
}

/** Stores identities; those that it begins with are verified. */
export const createIdentities = (
  names: readonly string[],
  { looksForRecords, clock }: IdentityRules = { looksForRecords: false, clock: () => 0 },
): Identities => {
  const known = new Map<string, Identity>();
  const begin = (name: string, status: CheckedStatus): Identity => {
    const key = normalise(name);
    const identity = known.get(key) ?? newIdentity(key, status, clock());
    known.set(key, identity);
    return identity;
  };
  const begun: CheckedStatus = looksForRecords ? 'Pending' : 'Success';
  const verify = (name: string): Identity => begin(name, begun);
  const change = (name: string, changes: Partial<Identity>): Identity => {
    const changed = { ...begin(name, 'Success'), ...changes };
    known.set(changed.name, changed);
    return changed;
  };
  for (const name of names) begin(name, 'Success');

  return {
    verify,
    remove: (name) => void known.delete(normalise(name)),
    get: (name) => known.get(normalise(name)),
    change,
    setMailFrom: (name, mailFrom) =>
      void change(name, {
        ...mailFrom,
        mailFromStatus: begun,
        isMxSeen: false,
        mailFromRequestedAtMs: clock(),
      }),
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
