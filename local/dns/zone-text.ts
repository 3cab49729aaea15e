import { signingZone } from '../../shared/identities/wanted-records.ts';
import { dkimTokens } from '../../simulator/account/identities.ts';

/**
 * Zone file of a new stack: what the verified domains need, and how further records get in. They
 * take mail, so that From is an address to which one can answer.
 */
export const zoneText = (identities: readonly string[], region: string): string =>
  [
    '; Records of the name server of this local stack, read at each question. Publish more:',
    ';   npx ses-pipeline identity dns shop.test --format bind >> .local/zone',
    '; A record that you remove or change here is gone or other at once. Written anew at each start.',
    ...identities.filter((name) => !name.includes('@')).flatMap((name) => linesOf(name, region)),
    '',
  ].join('\n');

const linesOf = (domain: string, region: string): readonly string[] => [
  '',
  `$ORIGIN ${domain}.`,
  ...dkimTokens(domain).map(
    (token) => `${token}._domainkey 300 IN CNAME ${token}.${signingZone(region)}.`,
  ),
  `_dmarc 300 IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@${domain}"`,
  `@ 300 IN MX 10 mail`,
  `mail 300 IN A 127.0.0.1`,
];
