import { dnsName, organisationalDomain } from './dns-names.ts';
import type { AskDns, Unanswered } from './ports.ts';
import { type Dmarc, readDmarc } from './read-dmarc.ts';

/** The DMARC record that applies to a domain in From. */
export type DmarcFinding =
  | {
      readonly kind: 'found';
      readonly dmarc: Dmarc;
      readonly record: string;
      /** Name that has the record. */
      readonly at: string;
      /** It is that of the organisational domain, so `sp` applies. */
      readonly isInherited: boolean;
    }
  /** Receivers then apply none (RFC 7489 section 6.6.3). */
  | { readonly kind: 'several'; readonly at: string; readonly records: readonly string[] }
  | {
      readonly kind: 'invalid';
      readonly at: string;
      readonly record: string;
      readonly problem: string;
    }
  | { readonly kind: 'none'; readonly others: readonly string[] }
  | { readonly kind: 'unanswered'; readonly at: string; readonly why: Unanswered };

/**
 * Finds the record of the domain, else that of its organisational domain.
 *
 * @see RFC 7489 section 6.6.3
 */
export const findDmarc = async (domain: string, ask: AskDns): Promise<DmarcFinding> => {
  const own = dnsName(domain);
  const top = organisationalDomain(own);
  const found = await dmarcAt(own, ask);
  if (found.kind !== 'none' || own === top) return found;
  const inherited = await dmarcAt(top, ask);
  if (inherited.kind === 'found') return { ...inherited, isInherited: true };
  return inherited.kind === 'none' ? found : inherited;
};

const dmarcAt = async (domain: string, ask: AskDns): Promise<DmarcFinding> => {
  const at = `_dmarc.${domain}`;
  const answer = await ask(at, 'TXT');
  if (answer.kind === 'unanswered') return { kind: 'unanswered', at, why: answer.why };
  const texts = answer.kind === 'found' ? answer.values : [];
  const records = texts.filter((text) => readDmarc(text).kind !== 'not-dmarc');
  const [record] = records;
  if (record === undefined) return { kind: 'none', others: texts };
  if (records.length > 1) return { kind: 'several', at, records };
  const reading = readDmarc(record);
  return reading.kind === 'dmarc'
    ? { kind: 'found', dmarc: reading.dmarc, record, at, isInherited: false }
    : {
        kind: 'invalid',
        at,
        record,
        problem: reading.kind === 'invalid' ? reading.problem : 'it cannot be read',
      };
};
