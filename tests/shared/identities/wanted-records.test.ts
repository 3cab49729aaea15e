import { describe, expect, it } from '@jest/globals';
import { signingZone, wantedRecords } from '../../../shared/identities/wanted-records.ts';
import { sampleIdentity } from './sample-identity.ts';

const linesOf = (...given: Parameters<typeof wantedRecords>): readonly string[] =>
  wantedRecords(...given).map(({ name, type, value }) => `${name} ${type} ${value}`);

describe('wantedRecords', () => {
  it('are three CNAME, MX and SPF of MAIL FROM, and DMARC', () => {
    expect(
      linesOf(sampleIdentity(), { region: 'eu-west-1', reportsTo: 'dmarc@example.com' }),
    ).toEqual([
      't1._domainkey.example.com CNAME t1.dkim.amazonses.com',
      't2._domainkey.example.com CNAME t2.dkim.amazonses.com',
      't3._domainkey.example.com CNAME t3.dkim.amazonses.com',
      'bounce.example.com MX 10 feedback-smtp.eu-west-1.amazonses.com',
      'bounce.example.com TXT v=spf1 include:amazonses.com ~all',
      '_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:dmarc@example.com',
    ]);
  });

  it('lead to the zone that SES names, else to that of the region', () => {
    const { dkim } = sampleIdentity();
    const named = sampleIdentity({
      dkim: { ...dkim, hostedZone: 'dkim.eu-central-2.amazonses.com' },
    });
    const unnamed = sampleIdentity({ dkim: { ...dkim, hostedZone: undefined } });

    expect(linesOf(named, { region: 'eu-west-1' })[0]).toMatch(/t1\.dkim\.eu-central-2\.amazonses/);
    expect(linesOf(unnamed, { region: 'eu-west-1' })[0]).toMatch(/t1\.dkim\.amazonses\.com$/);
    expect(linesOf(unnamed, { region: 'af-south-1' })[0]).toMatch(
      /t1\.dkim\.af-south-1\.amazonses/,
    );
    expect(signingZone('us-east-1')).toBe('dkim.amazonses.com');
  });

  it('are none of an address, and no DKIM record of an own key', () => {
    const { dkim } = sampleIdentity();

    expect(linesOf(sampleIdentity({ kind: 'address' }), { region: 'eu-west-1' })).toEqual([]);
    expect(
      linesOf(sampleIdentity({ dkim: { ...dkim, origin: 'EXTERNAL' }, mailFrom: undefined }), {
        region: 'eu-west-1',
      }),
    ).toEqual(['_dmarc.example.com TXT v=DMARC1; p=none']);
  });

  it('escape what an address may not have in a URI of DMARC', () => {
    expect(
      linesOf(sampleIdentity(), { region: 'eu-west-1', reportsTo: 'a!b,c@example.com' }).at(-1),
    ).toBe('_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a%21b%2Cc@example.com');
  });
});
