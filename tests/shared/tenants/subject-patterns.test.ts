import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesSubject } from '../../../shared/tenants/subject-patterns.ts';

describe('matchesSubject', () => {
  it.each([
    ['*SSN*', 'Your ssn is here', true],
    ['*SSN*', 'Your session', false],
    ['*MRN ######*', 'Result for MRN 123456', true],
    ['*MRN ######*', 'Result for MRN 12345', false],
    ['*###-##-####*', 're: 078-05-1120!', true],
    ['Invoice', 'invoice', true],
    ['Invoice', 'Invoice 7', false],
    ['Invoice*', 'Invoice 7', true],
    ['*biopsy', 'Your  BIOPSY ', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab*', 'ab', false],
    ['*ab*ab*', 'xabab', true],
    ['*hiv*', 'ＨＩＶ test', true],
    ['*hiv*', 'H\u200bI\u00adV test', true],
    ['*#*', 'no digit', false],
    ['*#*', 'room 4', true],
  ])('%s and "%s": %s', (pattern, subject, expected) => {
    expect(matchesSubject(pattern, subject)).toBe(expected);
  });

  it('matches as the regular expression of the pattern does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '#', '*', ' '), maxLength: 8 });
    const folded = (some: string): string => some.replaceAll(/\s+/g, ' ').trim();
    let matched = 0;

    fc.assert(
      fc.property(pattern, text, (wanted, subject) => {
        const expression = folded(wanted).replaceAll('*', '.*').replaceAll('#', '\\d');
        const expected = new RegExp(`^${expression}$`).test(folded(subject));
        matched += expected ? 1 : 0;
        expect(matchesSubject(wanted, subject)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );

    expect(matched).toBeGreaterThan(50);
  });
});
