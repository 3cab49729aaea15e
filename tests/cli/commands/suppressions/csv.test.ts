import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  readCsvRecord,
  unguarded,
  writeCsvRecord,
} from '../../../../cli/commands/suppressions/csv.ts';

const fieldsOf = (text: string, delimiter = ',') => {
  const reading = readCsvRecord(text, delimiter);
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
    ['a,"b\r\nc\nd"', ['a', 'b\r\nc\nd']],
    ['" a "', [' a ']],
  ])('reads %j', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it.each([
    ['a;"b;c"', ';', ['a', 'b;c']],
    ['a\t"b\tc"\t', '\t', ['a', 'b\tc', '']],
    ['a,b|"c"', '|', ['a,b', 'c']],
  ])('reads %j with the delimiter %j', (text, delimiter, fields) => {
    expect(fieldsOf(text, delimiter)).toEqual(fields);
  });

  it.each(['"a', 'a"b,c', '"a"b', 'a,"b', '"a" "b"'])(
    'refuses %s, whose quotes do not end',
    (text) => {
      expect(readCsvRecord(text, ',')).toEqual({
        kind: 'bad',
        problem: expect.stringMatching(/quote/),
      });
    },
  );

  it('reads what it has written', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '"', ',', '\n', '\r\n') }),
          ),
          { minLength: 1 },
        ),
        (fields) => {
          expect(fieldsOf(writeCsvRecord(fields))?.map(unguarded)).toEqual(fields);
        },
      ),
      { numRuns: 500 },
    ));

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
    'writes %j so that no spreadsheet runs it',
    (text) => {
      expect(writeCsvRecord(['a', text])).toMatch(/^a,"?'/);
    },
  );

  it.each(['a=1', 'a', "'a", ''])('writes %j as it is', (text) => {
    expect(writeCsvRecord([text])).toBe(text);
    expect(unguarded(text)).toBe(text);
  });
});
