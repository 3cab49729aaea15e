/** What a request for production access tells AWS. */
export interface ProductionAccessFacts {
  readonly region: string;
  /** Domain that sends; undefined when it is not known here. */
  readonly domain: string | undefined;
}

/**
 * The command that asks AWS for production access, with a text that says what this pipeline does
 * about bounces, complaints and unsubscribes. What only its user knows stands in capitals.
 *
 * The text has no quote of any kind, no `$` and no backtick, so the command is the same in bash and
 * in PowerShell.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
 */
export const productionAccessCommand = ({ region, domain }: ProductionAccessFacts): string =>
  [
    'aws sesv2 put-account-details --production-access-enabled',
    '--mail-type TRANSACTIONAL',
    `--website-url https://${domain ?? 'YOUR-DOMAIN'}`,
    '--contact-language EN',
    `--use-case-description '${useCase(domain)}'`,
    `--region ${region}`,
  ].join(' ');

const useCase = (domain: string | undefined): string =>
  [
    `We send mail from ${domain ?? 'YOUR-DOMAIN'} to people who have asked for it: SAY WHICH MAIL, FOR EXAMPLE CONFIRMATIONS, PASSWORD RESETS AND RECEIPTS.`,
    'We expect ABOUT HOW MANY mails a day. Addresses come from HOW PEOPLE GIVE THEM, FOR EXAMPLE A SIGN-UP WITH CONFIRMATION; we buy no lists.',
    'Bounces, complaints and deliveries come back through configuration sets and SNS and are recorded for each mail.',
    'An address that bounces permanently or complains is suppressed at once, and one that bounces softly again and again for days; no further mail goes to them.',
    'Newsletters carry one-click unsubscribe (RFC 8058). Rates of bounces and complaints are watched with alarms, and sending is paused before they reach 5 and 0.1 percent.',
    'The domain is authenticated with DKIM, SPF and DMARC.',
  ].join(' ');
