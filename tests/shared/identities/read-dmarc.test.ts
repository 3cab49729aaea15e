import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDmarc } from '../../../shared/identities/read-dmarc.ts';

describe('readDmarc', () => {
  it.each([
    ['v=DMARC1; p=none', { policy: 'none', subdomainPolicy: 'none', percent: 100, reportsTo: [] }],
    ['v=DMARC1;p=REJECT;sp=none;', { policy: 'reject', subdomainPolicy: 'none' }],
    ['v = DMARC1 ; p = quarantine ; pct=20', { policy: 'quarantine', percent: 20 }],
    ['v=DMARC1; p=reject; p=none', { policy: 'reject' }],
    ['v=DMARC1; p=none; adkim=s; aspf=s', { dkimAlignment: 'strict', spfAlignment: 'strict' }],
    ['v=DMARC1; p=none; adkim=r; aspf=x', { dkimAlignment: 'relaxed', spfAlignment: 'relaxed' }],
    [
      'v=DMARC1; p=none; rua=mailto:a@example.com!10m, mailto:b@example.net,ftp://x',
      { reportsTo: ['mailto:a@example.com', 'mailto:b@example.net'] },
    ],
    ['v=DMARC1; p=nothing; rua=mailto:a@example.com', { policy: 'none' }],
    ['v=DMARC1; p=none; unknown=1; pct=400', { policy: 'none', percent: 100 }],
  ])('reads %s', (text, dmarc) => {
    expect(readDmarc(text)).toMatchObject({ kind: 'dmarc', dmarc });
  });

  it.each([
    ['v=DMARC1', 'invalid'],
    ['v=DMARC1; p=nothing', 'invalid'],
    ['v=DMARC1; p=none; rua', 'invalid'],
    ['v=dmarc1; p=none', 'not-dmarc'],
    ['v=DMARC10; p=none', 'not-dmarc'],
    ['p=none; v=DMARC1', 'not-dmarc'],
    ['v=spf1 -all', 'not-dmarc'],
    ['', 'not-dmarc'],
  ])('does not take %s', (text, kind) => {
    expect(readDmarc(text).kind).toBe(kind);
  });

  it('reads every record that it could be given, in any order of tags and any spaces', () => {
    const policy = fc.constantFrom('none', 'quarantine', 'reject');
    const mode = fc.constantFrom('r', 's');
    const space = fc.constantFrom('', ' ', '  ', '\t');
    fc.assert(
      fc.property(
        policy,
        policy,
        mode,
        mode,
        fc.nat(100),
        fc.array(space),
        fc.nat(),
        (...given) => {
          const [p, sp, adkim, aspf, pct, spaces, turn] = given;
          const tags = [`p=${p}`, `sp=${sp}`, `adkim=${adkim}`, `aspf=${aspf}`, `pct=${pct}`];
          const turned = tags.map((_, index) => tags[(index + turn) % tags.length]);
          const text = ['v=DMARC1', ...turned].join(`${spaces[0] ?? ''};${spaces[1] ?? ''}`);

          expect(readDmarc(text)).toEqual({
            kind: 'dmarc',
            dmarc: {
              policy: p,
              subdomainPolicy: sp,
              dkimAlignment: adkim === 's' ? 'strict' : 'relaxed',
              spfAlignment: aspf === 's' ? 'strict' : 'relaxed',
              reportsTo: [],
              percent: pct,
            },
          });
        },
      ),
    );
  });

  it('reads any text without failing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['dmarc', 'invalid', 'not-dmarc']).toContain(readDmarc(`v=DMARC1;${text}`).kind);
      }),
    );
  });
});
