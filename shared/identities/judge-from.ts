import { type Alignment, alignmentOf } from './alignment.ts';
import { findDmarc } from './find-dmarc.ts';
import type { AskDns, SesIdentity } from './ports.ts';
import { type MailReception, receivesMail } from './receives-mail.ts';

/** What receivers make of a From domain. */
export interface FromFacts {
  readonly domain: string;
  readonly reception: MailReception;
  /** Undefined when it cannot be told for want of an answer. */
  readonly alignment: Alignment | undefined;
}

/**
 * Facts about mail with this domain in From, sent with an identity: whether answers reach somebody,
 * and whether DMARC passes.
 */
export const judgeFrom = async (
  domain: string,
  identity: Pick<SesIdentity, 'name' | 'kind' | 'dkim' | 'mailFrom'>,
  ask: AskDns,
): Promise<FromFacts> => {
  const [reception, dmarc] = await Promise.all([receivesMail(domain, ask), findDmarc(domain, ask)]);
  if (dmarc.kind === 'unanswered') return { domain, reception, alignment: undefined };
  const signs = identity.kind === 'domain' && identity.dkim.isEnabled;
  const alignment = alignmentOf(
    {
      from: domain,
      mailFrom: identity.mailFrom?.domain,
      dkim: signs ? [identity.name] : [],
    },
    dmarc.kind === 'found' ? dmarc.dmarc : undefined,
  );
  return { domain, reception, alignment };
};
