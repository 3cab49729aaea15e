/** One mechanism or modifier of an SPF record. */
export interface SpfTerm {
  /** `+` passes, `-` fails, `~` fails softly, `?` says nothing. A modifier has `+`. */
  readonly qualifier: '+' | '-' | '~' | '?';
  /** In lower case: `include`, `ip4`, `redirect`. */
  readonly name: string;
  /** Behind `:` or `=`; empty when there is none. */
  readonly value: string;
}

export type SpfReading =
  | { readonly kind: 'spf'; readonly terms: readonly SpfTerm[] }
  /** Receivers treat the whole record as an error (permerror). */
  | { readonly kind: 'invalid'; readonly term: string }
  | { readonly kind: 'not-spf' };

/**
 * Reads one TXT record as SPF.
 *
 * @see RFC 7208 sections 4.5, 4.6.1 and 12
 */
export const readSpf = (text: string): SpfReading => {
  if (!/^v=spf1(?: |$)/i.test(text)) return { kind: 'not-spf' };
  const terms: SpfTerm[] = [];
  for (const word of text.split(/ +/).slice(1)) {
    if (word === '') continue;
    const term = readTerm(word);
    if (term === undefined) return { kind: 'invalid', term: word };
    terms.push(term);
  }
  return { kind: 'spf', terms };
};

const mechanism = /^([+\-~?])?(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^\s]+))?(\/[\d/]+)?$/i;
const modifier = /^([a-z][\w.-]*)=(\S*)$/i;
const qualifiers = ['+', '-', '~', '?'] as const;

const needsValue: ReadonlySet<string> = new Set(['include', 'exists', 'ip4', 'ip6', 'redirect']);

const readTerm = (word: string): SpfTerm | undefined => {
  const [, sign = '+', name = '', value = '', prefix = ''] = mechanism.exec(word) ?? [];
  const qualifier = qualifiers.find((each) => each === sign) ?? '+';
  if (name !== '') return complete({ qualifier, name: name.toLowerCase(), value }, prefix);
  const [, own = '', text = ''] = modifier.exec(word) ?? [];
  return own === ''
    ? undefined
    : complete({ qualifier: '+', name: own.toLowerCase(), value: text }, '');
};

const complete = (term: SpfTerm, prefix: string): SpfTerm | undefined => {
  if (needsValue.has(term.name) && term.value === '') return undefined;
  if (term.name === 'all' && (term.value !== '' || prefix !== '')) return undefined;
  return term;
};
