import { dnsName } from './dns-names.ts';
import type { AskDns, Unanswered } from './ports.ts';
import { readSpf, type SpfTerm } from './read-spf.ts';

/** What the SPF record of a domain means for mail of SES. */
export type SpfFinding =
  /** SES may send. */
  | { readonly kind: 'permits'; readonly record: string; readonly lookUps: number }
  | { readonly kind: 'does-not-permit'; readonly record: string; readonly lookUps: number }
  /** Receivers stop after ten look-ups, and take the record for an error. */
  | { readonly kind: 'too-many-look-ups'; readonly record: string }
  | { readonly kind: 'invalid'; readonly record: string; readonly term: string }
  /** Receivers take several records for an error (RFC 7208 section 4.5). */
  | { readonly kind: 'several'; readonly records: readonly string[] }
  | { readonly kind: 'none'; readonly others: readonly string[] }
  | { readonly kind: 'unanswered'; readonly at: string; readonly why: Unanswered };

/** Domain whose SPF record lists the servers of SES; it names no further domains. */
const sesSpfDomain = 'amazonses.com';

/** @see RFC 7208 section 4.6.4 */
export const mostLookUps = 10;

/**
 * Whether the SPF record of a domain permits SES to send: it includes `amazonses.com`, itself or by
 * the records that it includes, within ten look-ups.
 *
 * @see RFC 7208
 */
export const evaluateSpf = async (domain: string, ask: AskDns): Promise<SpfFinding> => {
  const found = await findSpf(domain, ask);
  if (found.kind !== 'record') return found;
  const state = { lookUps: 0, isPermitted: false };
  const obstacle = await walk(found.terms, state, ask);
  if (obstacle?.kind === 'unanswered') return obstacle;
  if (obstacle?.kind === 'too-many-look-ups')
    return { kind: 'too-many-look-ups', record: found.record };
  if (obstacle?.kind === 'invalid')
    return { kind: 'invalid', record: found.record, term: obstacle.term };
  return {
    kind: state.isPermitted ? 'permits' : 'does-not-permit',
    record: found.record,
    lookUps: state.lookUps,
  };
};

type FoundSpf =
  | { readonly kind: 'record'; readonly record: string; readonly terms: readonly SpfTerm[] }
  | Extract<SpfFinding, { kind: 'none' | 'several' | 'invalid' | 'unanswered' }>;

const findSpf = async (domain: string, ask: AskDns): Promise<FoundSpf> => {
  const answer = await ask(domain, 'TXT');
  if (answer.kind === 'unanswered') return { kind: 'unanswered', at: domain, why: answer.why };
  const texts = answer.kind === 'found' ? answer.values : [];
  const records = texts.filter((text) => readSpf(text).kind !== 'not-spf');
  const [record] = records;
  if (record === undefined) return { kind: 'none', others: texts };
  if (records.length > 1) return { kind: 'several', records };
  const reading = readSpf(record);
  return reading.kind === 'spf'
    ? { kind: 'record', record, terms: reading.terms }
    : { kind: 'invalid', record, term: reading.kind === 'invalid' ? reading.term : record };
};

/** Terms that make a receiver ask DNS. */
const asking: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);

interface Walk {
  lookUps: number;
  isPermitted: boolean;
}

type Obstacle =
  | { readonly kind: 'too-many-look-ups' }
  | { readonly kind: 'invalid'; readonly term: string }
  | Extract<SpfFinding, { kind: 'unanswered' }>;

/** Follows the terms in their order, as a receiver would whose sender is SES. */
const walk = async (
  terms: readonly SpfTerm[],
  state: Walk,
  ask: AskDns,
): Promise<Obstacle | undefined> => {
  for (const term of effective(terms)) {
    if (asking.has(term.name)) state.lookUps += 1;
    if (state.lookUps > mostLookUps) return { kind: 'too-many-look-ups' };
    if (term.qualifier !== '+') continue;
    if (term.name === 'all') state.isPermitted = true;
    if (term.name !== 'include' && term.name !== 'redirect') continue;
    const domain = dnsName(term.value);
    if (domain === sesSpfDomain) state.isPermitted = true;
    // A macro stands for the sender's address; nobody sends here.
    else if (!domain.includes('%')) {
      const obstacle = await walkInto(`${term.name}:${term.value}`, domain, state, ask);
      if (obstacle !== undefined) return obstacle;
    }
  }
  return undefined;
};

/** What follows `all` has no effect, and `redirect` counts only without `all`, at the end. */
const effective = (terms: readonly SpfTerm[]): readonly SpfTerm[] => {
  const mechanisms = terms.filter(({ name }) => name !== 'redirect');
  const all = mechanisms.findIndex(({ name }) => name === 'all');
  return all === -1
    ? [...mechanisms, ...terms.filter(({ name }) => name === 'redirect')]
    : mechanisms.slice(0, all + 1);
};

const walkInto = async (
  term: string,
  domain: string,
  state: Walk,
  ask: AskDns,
): Promise<Obstacle | undefined> => {
  const found = await findSpf(domain, ask);
  switch (found.kind) {
    case 'record': {
      // `+all` in an included record makes the inclusion pass as well.
      return walk(found.terms, state, ask);
    }
    case 'unanswered':
      return found;
    case 'none':
    case 'several':
    case 'invalid':
      // An included domain without one right record is an error (RFC 7208 section 5.2).
      return { kind: 'invalid', term };
    default:
      return found satisfies never;
  }
};
