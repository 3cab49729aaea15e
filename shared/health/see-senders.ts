import { checkRecords } from '../identities/check-record.ts';
import { findDmarc } from '../identities/find-dmarc.ts';
import { judgeFrom } from '../identities/judge-from.ts';
import type { AskDns, ListedIdentity, SesIdentity } from '../identities/ports.ts';
import { wantedRecords } from '../identities/wanted-records.ts';
import { identitiesFor } from '../ses-tenants/wanted-resources.ts';
import { readSenderRule } from '../tenants/allowed-senders.ts';
import type { Looks } from './looks.ts';
import { knownValue, notApplicable, type Observation } from './observation.ts';
import type { Look } from './observe.ts';
import type { IdentityDns, Observed, ObservedIdentity } from './observed.ts';
import type { TenantSender } from './ports.ts';

/** Looks at one thing within the time that is left. */
export type See = <Value>(action: string, look: Look<Value>) => Promise<Observation<Value>>;

/** Most identities that are looked at: SES answers about one such call a second. */
const mostIdentities = 20;

export interface SenderOptions {
  readonly looks: Looks;
  readonly region: string;
  readonly askDns: AskDns;
  /** Whether a domain is that of a provider of mailboxes. */
  readonly isFreemail: (domain: string) => boolean;
  /** `--from`. */
  readonly from: string | undefined;
}

/** Looks at the known senders, at the identities that cover them, and at the DNS of these. */
export const seeSenders = async (
  options: SenderOptions,
  see: See,
): Promise<{
  readonly observed: Pick<Observed, 'senders' | 'listed' | 'identities' | 'freemail'>;
  readonly leftOut: number;
}> => {
  const { looks, from } = options;
  const [settings, listed] = await Promise.all([
    see('dynamodb:Scan', looks.senders),
    see('ses:ListEmailIdentities', looks.identities),
  ]);
  const given: readonly TenantSender[] =
    from === undefined ? [] : [{ sender: from, namedBy: '--from' }];
  const known = [...given, ...(knownValue(settings) ?? [])];
  const used = usedIdentities(known, knownValue(listed) ?? []);
  const identities = await seeIdentities(options, used.slice(0, mostIdentities), known, see);
  const names = [...known.map(({ sender }) => sender), ...used].map(domainOf);
  const freemail = [...new Set(names)].filter(options.isFreemail);
  const senders: Observed['senders'] =
    settings.kind === 'known' ? { kind: 'known', value: known } : settings;
  return {
    observed: { senders, listed, identities, freemail },
    leftOut: Math.max(0, used.length - mostIdentities),
  };
};

/** Names of those identities that cover a sender; of all when no sender is known. */
const usedIdentities = (
  senders: readonly TenantSender[],
  listed: readonly ListedIdentity[],
): readonly string[] => {
  const names = listed.map(({ name }) => name);
  return senders.length === 0
    ? names
    : names.filter((name) => senders.some(({ sender }) => isCovered(sender, name)));
};

const isCovered = (sender: string, identity: string): boolean => {
  const rule = readSenderRule(sender);
  return rule !== undefined && identitiesFor(rule, [identity]).length > 0;
};

const seeIdentities = async (
  options: SenderOptions,
  names: readonly string[],
  senders: readonly TenantSender[],
  see: See,
): Promise<readonly ObservedIdentity[]> => {
  if (names.length === 0) return [];
  const { looks } = options;
  const [topics, identities] = await Promise.all([
    see('ses:GetIdentityNotificationAttributes', () => looks.identityTopics(names)),
    Promise.all(
      names.map(async (name) => {
        const details = await see('ses:GetEmailIdentity', () => looks.identity(name));
        const own = senders.filter(({ sender }) => isCovered(sender, name));
        const dns = await seeDns(options, name, knownValue(details) ?? undefined, own, see);
        return { name, details, dns };
      }),
    ),
  ]);
  return identities.map((identity) => ({
    ...identity,
    topics:
      topics.kind === 'known'
        ? { kind: 'known', value: topics.value[identity.name] ?? noTopics }
        : topics,
  }));
};

/** An identity about which SES says nothing notifies nobody. */
const noTopics = { topics: {}, isForwarding: false } as const;

const domainOf = (name: string): string => name.slice(name.lastIndexOf('@') + 1).toLowerCase();

const seeDns = async (
  { askDns, region }: SenderOptions,
  name: string,
  identity: SesIdentity | undefined,
  senders: readonly TenantSender[],
  see: See,
): Promise<Observation<IdentityDns>> => {
  if (identity === undefined) return notApplicable('SES did not tell the identity');
  const domains = new Set([domainOf(name), ...senders.map(({ sender }) => domainOf(sender))]);
  return see('DNS', async () => {
    const [records, from, dmarc] = await Promise.all([
      checkRecords(wantedRecords(identity, { region }), askDns),
      Promise.all([...domains].map((domain) => judgeFrom(domain, identity, askDns))),
      findDmarc(domainOf(name), askDns),
    ]);
    return { records, from, dmarc };
  });
};
