import { canonicalAddress } from '../email/address.ts';
import type { Stream, Streams } from '../email/streams.ts';
import { readSenderRule, type SenderRule } from '../tenants/allowed-senders.ts';
import type { TenantSettings } from '../tenants/settings.ts';

/** A resource of an account, as it ends its ARN. */
export type SesResource = `${ResourceKind}/${string}`;

export const resourceKinds = ['identity', 'configuration-set', 'template'] as const;

export type ResourceKind = (typeof resourceKinds)[number];

/** What the mail of a tenant may use. */
export interface ResourceFacts {
  readonly settings: TenantSettings;
  /** Streams of the deployment. */
  readonly streams: Streams;
  /** Names of the account's identities. */
  readonly identities: readonly string[];
  /** Identities that are wanted by their names. */
  readonly namedIdentities: readonly string[];
  /** Names of the stored templates that it may use. */
  readonly templates: readonly string[];
}

/** The resources that a tenant's mail uses, or why they cannot be told. */
export type WantedAnswer =
  | { readonly kind: 'wanted'; readonly resources: readonly SesResource[] }
  | { readonly kind: 'unknown'; readonly problems: readonly string[] };

/**
 * The resources with which an SES tenant must be associated, so that SES takes all mail that the
 * settings allow.
 */
export const wantedResources = (facts: ResourceFacts): WantedAnswer => {
  const { settings, streams, identities, namedIdentities, templates } = facts;
  const senders = sendersOf(settings);
  const problems = [
    ...namedIdentities
      .filter((name) => !identities.includes(name))
      .map((name) => `The account has no identity ${name}: verify it in SES, or name another.`),
    ...senders
      .filter((sender) => identitiesFor(sender, identities).length === 0)
      .map((sender) => `The account has no identity for ${nameOf(sender)}: verify it in SES.`),
    ...(senders.length + namedIdentities.length === 0
      ? ['The settings name no sender: set `from` or `allowedSenders`, or name --identity.']
      : []),
  ];
  if (problems.length > 0) return { kind: 'unknown', problems };
  const names = (kind: ResourceKind, all: readonly string[]): readonly SesResource[] =>
    [...new Set(all)].toSorted().map((name) => `${kind}/${name}` as const);
  return {
    kind: 'wanted',
    resources: [
      ...names('identity', [
        ...namedIdentities,
        ...senders.flatMap((sender) => identitiesFor(sender, identities)),
      ]),
      ...names(
        'configuration-set',
        [...streams].map(([stream, facts]) => setOf(settings, stream) ?? facts.configurationSet),
      ),
      ...names('template', templates),
    ],
  };
};

const setOf = ({ streams: own }: TenantSettings, stream: Stream): string | undefined =>
  own?.[stream]?.configurationSet;

/** Who may stand in From by the settings. */
const sendersOf = ({ from, defaultFrom, allowedSenders }: TenantSettings): readonly SenderRule[] =>
  [from, defaultFrom, ...(allowedSenders ?? [])].flatMap((entry) => {
    const text = typeof entry === 'object' ? entry.address : entry;
    const rule = text === undefined ? undefined : readSenderRule(text);
    return rule === undefined ? [] : [rule];
  });

const nameOf = (rule: SenderRule): string =>
  rule.kind === 'address' ? rule.address : `the domain ${rule.domain}`;

/**
 * The identities that SES may take for mail of a sender: for an address, its own and those of its
 * domain and of every domain above; for a domain, also every one below. Which of them SES takes
 * depends on which are verified at the time.
 */
export const identitiesFor = (
  sender: SenderRule,
  identities: readonly string[],
): readonly string[] => {
  const domain = sender.kind === 'domain' ? sender.domain : domainOf(sender.address);
  const own = sender.kind === 'domain' ? undefined : sender.address;
  return identities.filter((name) => {
    const of = domainOf(name).toLowerCase();
    if (!name.includes('@') && isAtOrBelow(domain, of)) return true;
    if (own === undefined) return isAtOrBelow(of, domain);
    const canonical = canonicalAddress(name);
    return canonical === own || canonical === withoutLabel(own);
  });
};

const domainOf = (name: string): string => name.slice(name.lastIndexOf('@') + 1);

const isAtOrBelow = (domain: string, other: string): boolean =>
  domain === other || domain.endsWith(`.${other}`);

/** An identity `ann@example.com` covers `ann+news@example.com`. */
export const withoutLabel = (address: string): string => address.replace(/\+[^@]*(?=@[^@]*$)/, '');
