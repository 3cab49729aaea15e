/** A DMARC record. */
export interface Dmarc {
  readonly policy: 'none' | 'quarantine' | 'reject';
  /** For subdomains; that of the domain when the record has none. */
  readonly subdomainPolicy: 'none' | 'quarantine' | 'reject';
  /** Whether the domain in the DKIM signature must be that in From (`strict`). */
  readonly dkimAlignment: 'relaxed' | 'strict';
  /** Whether the MAIL FROM domain must be that in From (`strict`). */
  readonly spfAlignment: 'relaxed' | 'strict';
  /** URIs that get aggregate reports. */
  readonly reportsTo: readonly string[];
  /** Percentage of mail to which the policy applies. */
  readonly percent: number;
}

export type DmarcReading =
  | { readonly kind: 'dmarc'; readonly dmarc: Dmarc }
  /** Receivers ignore the record. */
  | { readonly kind: 'invalid'; readonly problem: string }
  | { readonly kind: 'not-dmarc' };

/**
 * Reads one TXT record as DMARC. Unknown tags are ignored.
 *
 * @see RFC 7489 sections 6.3, 6.4 and 6.6.3
 */
export const readDmarc = (text: string): DmarcReading => {
  if (!/^v\s*=\s*DMARC1\s*(?:;|$)/.test(text)) return { kind: 'not-dmarc' };
  const tags = new Map<string, string>();
  for (const part of text.split(';').slice(1)) {
    const [, name = '', value = ''] = /^\s*([a-z]+)\s*=\s*(.*?)\s*$/i.exec(part) ?? [];
    if (name === '' && part.trim() !== '')
      return { kind: 'invalid', problem: `it has “${part.trim()}”, which is no tag` };
    if (name !== '' && !tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), value);
  }
  const reportsTo = uris(tags.get('rua'));
  const policy = policyIn(tags.get('p')) ?? (reportsTo.length > 0 ? 'none' : undefined);
  if (policy === undefined)
    return { kind: 'invalid', problem: 'it has no policy: p=none, p=quarantine or p=reject' };
  return {
    kind: 'dmarc',
    dmarc: {
      policy,
      subdomainPolicy: policyIn(tags.get('sp')) ?? policy,
      dkimAlignment: alignmentIn(tags.get('adkim')),
      spfAlignment: alignmentIn(tags.get('aspf')),
      reportsTo,
      percent: percentIn(tags.get('pct')),
    },
  };
};

const policies = ['none', 'quarantine', 'reject'] as const;

const policyIn = (text: string | undefined): Dmarc['policy'] | undefined =>
  policies.find((each) => each === text?.toLowerCase());

const alignmentIn = (text: string | undefined): 'relaxed' | 'strict' =>
  text?.toLowerCase() === 's' ? 'strict' : 'relaxed';

const percentIn = (text: string | undefined): number =>
  text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : 100;

/** Only `mailto:` is in use; a size limit (`!10m`) is no part of the address. */
const uris = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((uri) => uri.trim().replace(/![\d]+[kmgt]?$/i, ''))
    .filter((uri) => /^mailto:[^@\s]+@[^@\s]+$/i.test(uri) || /^https:\/\/\S+$/i.test(uri));
