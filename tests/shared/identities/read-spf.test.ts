import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpf, type SpfTerm } from '../../../shared/identities/read-spf.ts';

describe('readSpf', () => {
  it.each([
    ['v=spf1', []],
    ['V=SPF1 +a mx/24 -ALL', ['+a:', '+mx:', '-all:']],
    [
      'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all',
      ['+ip4:192.0.2.0/24', '+ip6:2001:db8::/32', '?all:'],
    ],
    [
      'v=spf1  a:mail.example.com/28//64 redirect=_spf.example.com',
      ['+a:mail.example.com/28//64', '+redirect:_spf.example.com'],
    ],
    [
      'v=spf1 exists:%{ir}.sbl.example.org exp=explain.example.com',
      ['+exists:%{ir}.sbl.example.org', '+exp:explain.example.com'],
    ],
  ])('reads %s', (text, terms) => {
    const reading = readSpf(text);
    const shown = (each: SpfTerm) => `${each.qualifier}${each.name}:${each.value}`;

    expect(reading.kind === 'spf' ? reading.terms.map(shown) : reading).toEqual(terms);
  });

  it.each([
    ['v=spf1 include', 'include'],
    ['v=spf1 include:', 'include:'],
    ['v=spf1 all:x', 'all:x'],
    ['v=spf1 ip4 -all', 'ip4'],
    ['v=spf1 amazonses.com', 'amazonses.com'],
    ['v=spf1 -redirect=x', '-redirect=x'],
  ])('refuses %s', (text, term) => {
    expect(readSpf(text)).toEqual({ kind: 'invalid', term });
  });

  it.each(['v=spf10 -all', 'v=spf2.0/pra', ' v=spf1', 'spf1 -all', ''])('ignores %j', (text) => {
    expect(readSpf(text).kind).toBe('not-spf');
  });

  it('reads back what it was made of', () => {
    const term = fc.record({
      qualifier: fc.constantFrom<SpfTerm['qualifier']>('+', '-', '~', '?'),
      name: fc.constantFrom('include', 'exists', 'a', 'mx'),
      value: fc.domain().map((domain) => domain.toLowerCase()),
    });
    fc.assert(
      fc.property(fc.array(term), (terms) => {
        const text = terms.map((each) => `${each.qualifier}${each.name}:${each.value}`).join(' ');

        expect(readSpf(`v=spf1 ${text}`)).toEqual({ kind: 'spf', terms });
      }),
    );
  });
});
