import type { SesIdentity, WantedRecord } from './ports.ts';

/** What the records depend on beside the identity. */
export interface RecordOptions {
  /** Region of SES: `eu-west-1`. */
  readonly region: string;
  /** Address that gets the reports of receivers (rua of DMARC); none when absent. */
  readonly reportsTo?: string | undefined;
}

/**
 * DNS records that an identity needs. An address needs none; of a domain with an own DKIM key, SES
 * does not tell the record.
 *
 * The TXT record `_amazonses` of the first API is not among them: Easy DKIM verifies the domain.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
 */
export const wantedRecords = (
  identity: SesIdentity,
  options: RecordOptions,
): readonly WantedRecord[] =>
  identity.kind === 'address'
    ? []
    : [
        ...dkimRecords(identity, options.region),
        ...mailFromRecords(identity, options.region),
        dmarcRecord(identity.name, options.reportsTo),
      ];

/**
 * Regions whose DKIM keys are published in a zone of the region's own.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains
 */
const regionsWithOwnZone: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'il-central-1',
  'me-central-1',
  'us-gov-east-1',
]);

/** Zone of the DKIM keys, for a region of which SES does not name it. */
export const signingZone = (region: string): string =>
  regionsWithOwnZone.has(region) ? `dkim.${region}.amazonses.com` : 'dkim.amazonses.com';

/** Host that takes the bounces of a MAIL FROM domain. */
export const feedbackHost = (region: string): string => `feedback-smtp.${region}.amazonses.com`;

const dkimRecords = ({ name, dkim }: SesIdentity, region: string): readonly WantedRecord[] => {
  if (dkim.origin === 'EXTERNAL') return [];
  const zone = dkim.hostedZone ?? signingZone(region);
  return dkim.tokens.map((token) => ({
    purpose: 'dkim',
    name: `${token}._domainkey.${name}`.toLowerCase(),
    type: 'CNAME',
    value: `${token}.${zone}`.toLowerCase(),
    why: 'verifies the domain, and lets receivers check the DKIM signature of its mail',
  }));
};

const mailFromRecords = ({ mailFrom }: SesIdentity, region: string): readonly WantedRecord[] =>
  mailFrom === undefined
    ? []
    : [
        {
          purpose: 'mail-from-mx',
          name: mailFrom.domain.toLowerCase(),
          type: 'MX',
          value: `10 ${feedbackHost(region)}`,
          why: 'returns bounces to SES; the only MX record at this name',
        },
        {
          purpose: 'mail-from-spf',
          name: mailFrom.domain.toLowerCase(),
          type: 'TXT',
          value: 'v=spf1 include:amazonses.com ~all',
          why: 'SPF: permits SES to send for the MAIL FROM domain',
        },
      ];

const dmarcRecord = (domain: string, reportsTo: string | undefined): WantedRecord => ({
  purpose: 'dmarc',
  name: `_dmarc.${domain}`,
  type: 'TXT',
  value: `v=DMARC1; p=none${reportsTo === undefined ? '' : `; rua=mailto:${uriAddress(reportsTo)}`}`,
  why: 'DMARC: Gmail, Yahoo and Microsoft ask senders of much mail for it; p=none only watches',
});

/** In a DMARC URI, comma, semicolon and exclamation mark have a meaning (RFC 7489 section 6.2). */
const uriAddress = (address: string): string =>
  address.replace(/[%!,;?#\s]/g, (character) => encodeURIComponent(character).replace('!', '%21'));
