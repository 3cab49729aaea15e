import { dnsName, organisationalDomain } from './dns-names.ts';
import type { Dmarc } from './read-dmarc.ts';

/** Domains of one mail that DMARC compares. */
export interface MailDomains {
  readonly from: string;
  /** Undefined when mail has SES's own MAIL FROM, which is never aligned. */
  readonly mailFrom: string | undefined;
  /** `d=` of each DKIM signature. */
  readonly dkim: readonly string[];
}

/** DMARC passes when one of the two is aligned and passes itself. */
export interface Alignment {
  readonly isSpfAligned: boolean;
  readonly isDkimAligned: boolean;
}

/**
 * Which domains of a mail are aligned with that in From: the same domain when the record is strict,
 * else the same organisational domain.
 *
 * @param dmarc - the record that applies; without one, relaxed alignment is assumed
 * @see RFC 7489 section 3.1
 */
export const alignmentOf = (
  { from, mailFrom, dkim }: MailDomains,
  dmarc: Pick<Dmarc, 'dkimAlignment' | 'spfAlignment'> = {
    dkimAlignment: 'relaxed',
    spfAlignment: 'relaxed',
  },
): Alignment => ({
  isSpfAligned: mailFrom !== undefined && areAligned(from, mailFrom, dmarc.spfAlignment),
  isDkimAligned: dkim.some((domain) => areAligned(from, domain, dmarc.dkimAlignment)),
});

const areAligned = (from: string, other: string, mode: 'relaxed' | 'strict'): boolean =>
  mode === 'strict'
    ? dnsName(from) === dnsName(other)
    : organisationalDomain(from) === organisationalDomain(other);
