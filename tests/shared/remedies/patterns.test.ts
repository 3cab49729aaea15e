import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { remedyOfBounce } from '../../../shared/remedies/remedy-of-bounce.ts';
import { remedyOfText } from '../../../shared/remedies/remedy-of-text.ts';
import { remedyTable } from '../../../shared/remedies/remedy-table.ts';

const patterns = remedyTable().flatMap(({ key, forms }) =>
  forms.flatMap(({ text }) => (text === undefined ? [] : [[key, text] as const])),
);

/** The pattern without its character classes and escaped characters, which hold no repetition. */
const skeletonOf = (pattern: RegExp): string =>
  pattern.source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');

describe('patterns of the table', () => {
  it.each(patterns)('of %s repeat nothing without a bound: %s', (_key, pattern) => {
    const skeleton = skeletonOf(pattern);
    const bounds = [...skeleton.matchAll(/\{(\d+),?(\d*)\}/g)].map(([, least, most]) =>
      Number(most || least),
    );

    expect(skeleton).not.toMatch(/[*+]|\{\d+,\}/);
    // Steps at each place of a text, at the worst: one gap inside another would multiply.
    expect(bounds.reduce((product, bound) => product * bound, 1)).toBeLessThanOrEqual(40_000);
  });

  it('would notice a pattern without a bound', () => {
    expect(skeletonOf(/a.*b/)).toMatch(/[*+]/);
    expect(skeletonOf(/\*[*+]/)).not.toMatch(/[*+]/);
  });

  it(
    'answer for texts of any form, as long as 10 kB',
    () =>
      fc.assert(
        fc.property(
          fc.constantFrom(...remedyTable().flatMap(({ samples }) => samples)),
          fc.nat(60),
          fc.string({ maxLength: 8 }),
          (sample, at, between) => {
            // The beginning of a text that fits, again and again: the worst for a search.
            const piece = `${sample.slice(0, at)}${between}`;
            const text = piece.repeat(10_000 / Math.max(piece.length, 1)).slice(0, 10_000);
            const found = remedyOfText(text)?.key;

            expect(found === undefined || remedyTable().some(({ key }) => key === found)).toBe(
              true,
            );
            const bounce = remedyOfBounce({ diagnostic: text });
            expect(bounce === undefined || bounce.remedy.length > 5).toBe(true);
          },
        ),
        { numRuns: 150 },
      ),
    60_000,
  );

  it('look at no more than 10 kB', () => {
    const far = `${'x '.repeat(6_000)}535 Authentication Credentials Invalid`;

    expect(remedyOfText(far)).toBeUndefined();
    expect(remedyOfText(far.slice(11_000))?.key).toBe('ses-smtp/credentials-invalid');
    expect(remedyOfText(`${'x '.repeat(6_000)}ECONNREFUSED`)).toBeUndefined();
    expect(remedyOfText(`${'x '.repeat(600)}ECONNREFUSED`)?.key).toBe('network/refused');
  });
});
