import type { AskDns, Unanswered } from './ports.ts';

/** Whether a domain takes mail. */
export type MailReception =
  | { readonly kind: 'receives'; readonly by: 'MX' | 'A' | 'AAAA' }
  /** It says that it takes none: `0 .` (RFC 7505). */
  | { readonly kind: 'null-mx' }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'unanswered'; readonly why: Unanswered };

/**
 * Whether a domain takes mail: it has an MX record, or else an address.
 *
 * @see RFC 5321 section 5.1
 */
export const receivesMail = async (domain: string, ask: AskDns): Promise<MailReception> => {
  const exchanges = await ask(domain, 'MX');
  if (exchanges.kind === 'unanswered') return { kind: 'unanswered', why: exchanges.why };
  if (exchanges.kind === 'found')
    return exchanges.values.every((value) => /^\d+\s*\.?$/.test(value))
      ? { kind: 'null-mx' }
      : { kind: 'receives', by: 'MX' };
  for (const type of ['A', 'AAAA'] as const) {
    const answer = await ask(domain, type);
    if (answer.kind === 'found') return { kind: 'receives', by: type };
    if (answer.kind === 'unanswered') return { kind: 'unanswered', why: answer.why };
  }
  return { kind: 'nowhere' };
};
