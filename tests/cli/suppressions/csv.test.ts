import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsvLine, writeCsvLine } from '../../../cli/suppressions/csv.ts';

const fieldsOf = (line: string) => {
  const reading = readCsvLine(line);
  return reading.kind === 'fields' ? reading.fields : undefined;
};

describe('csv', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    [' a , "b, c" ,', ['a', 'b, c', '']],
    ['"say ""no"""', ['say "no"']],
    ['"""a b""@example.com"', ['"a b"@example.com']],
  ])('reads %s', (line, fields) => {
    expect(fieldsOf(line)).toEqual(fields);
  });

  it.each(['"a', 'a"b,c', '"a"b', 'a,"b'])('refuses %s, whose quotes do not end', (line) => {
    expect(readCsvLine(line)).toMatchObject({
      kind: 'bad',
      problem: expect.stringMatching(/quote/),
    });
  });

  it('reads what it has written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !/[\r\n]/.test(one));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (fields) => {
        expect(fieldsOf(writeCsvLine(fields))).toEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  it('writes one line, whatever the fields hold', () => {
    expect(writeCsvLine(['a\r\nb', 'c'])).toBe('a b,c');
  });
});
