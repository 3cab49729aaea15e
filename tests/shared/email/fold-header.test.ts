import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldHeader } from '../../../shared/email/fold-header.ts';

const lengths = (field: string) => field.split('\r\n').map((line) => line.length);

describe('foldHeader', () => {
  it.each([
    ['a short value on one line', 'X-A', 'b c', 'X-A: b c'],
    ['a line of 76 characters', 'X-A', `b ${'c'.repeat(69)}`, `X-A: b ${'c'.repeat(69)}`],
    ['one of 77 at its blank', 'X-A', `b ${'c'.repeat(70)}`, `X-A: b\r\n ${'c'.repeat(70)}`],
    ['a long first word with its name', 'X-A', 'c'.repeat(993), `X-A: ${'c'.repeat(993)}`],
    ['one that fits no line below it', 'X-A', 'c'.repeat(994), `X-A:\r\n ${'c'.repeat(994)}`],
    ['blanks as they are', 'X-A', 'b  c   d', 'X-A: b  c   d'],
  ])('writes %s', (_, name, value, field) => {
    expect(foldHeader(name, value)).toBe(field);
  });

  it('comes back when its line breaks are taken out, in lines that every server takes', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^X-[A-Za-z]{1,124}$/),
        fc
          .string({ unit: fc.constantFrom('a', ' ', '<', '='.repeat(80)), maxLength: 60 })
          .map((value) => value.trim().slice(0, 995)),
        (name, value) => {
          fc.pre(value !== '' && value === value.trim());
          const field = foldHeader(name, value);

          expect(field.replaceAll('\r\n', '')).toBe(`${name}: ${value}`);
          expect(Math.max(...lengths(field))).toBeLessThanOrEqual(998);
          expect(field.split('\r\n').every((line) => line.trim() !== '')).toBe(true);
        },
      ),
    ));
});
