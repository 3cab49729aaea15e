import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  dnsName,
  domainAndParents,
  organisationalDomain,
  relativeName,
} from '../../../shared/identities/dns-names.ts';

describe('names', () => {
  it('are compared in lower case, without a closing dot', () => {
    expect(dnsName(' Mail.Example.COM. ')).toBe('mail.example.com');
  });

  it.each([
    ['t1._domainkey.mail.example.co.uk', 'example.co.uk'],
    ['example.com', 'example.com'],
    ['_dmarc.example.test', 'example.test'],
    ['co.uk', 'co.uk'],
    ['localhost', 'localhost'],
  ])('%s belongs to %s', (name, top) => {
    expect(organisationalDomain(name)).toBe(top);
  });

  it('have the domains above them up to the organisational one', () => {
    expect(domainAndParents('a.b.example.co.uk')).toEqual([
      'a.b.example.co.uk',
      'b.example.co.uk',
      'example.co.uk',
    ]);
    expect(domainAndParents('localhost')).toEqual(['localhost']);
  });

  it('are relative to their zone, so that the provider adds it', () => {
    expect(relativeName('example.com', 'example.com')).toBe('@');
    expect(relativeName('a.b.example.com', 'example.com')).toBe('a.b');
    expect(relativeName('a.notexample.com', 'example.com')).toBe('a.notexample.com.');
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (label, zone) => {
        expect(`${relativeName(`${label}.${zone}`, zone)}.${zone}`).toBe(`${label}.${zone}`);
      }),
    );
  });
});
