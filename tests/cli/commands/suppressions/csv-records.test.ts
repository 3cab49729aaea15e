import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeCsvRecord } from '../../../../cli/commands/suppressions/csv.ts';
import { csvRecords } from '../../../../cli/commands/suppressions/csv-records.ts';

const recordsOf = (text: string) => {
  const records = csvRecords(',');
  const lines = text.split('\n').map((line, index) => ({
    number: index + 1,
    text: line === 'TOO LONG' ? undefined : line,
    end: '\n' as const,
  }));
  return [...lines.flatMap((line) => records.push(line)), ...records.end()];
};

const short = (text: string) =>
  recordsOf(text).map((record) => [
    record.line,
    record.kind === 'fields' ? record.fields.join('|') : record.problem.slice(0, 11),
  ]);

describe('csvRecords', () => {
  it.each([
    [
      'a line each',
      'a,b\nc,d',
      [
        [1, 'a|b'],
        [2, 'c|d'],
      ],
    ],
    [
      'over several lines',
      'a,"b\nc@x.org\nd"\ne',
      [
        [1, 'a|b\nc@x.org\nd'],
        [4, 'e'],
      ],
    ],
    [
      'after a quote that never ends',
      'a,"b\nc\n"d"',
      [
        [1, 'has a quote'],
        [2, 'c'],
        [3, 'd'],
      ],
    ],
    [
      'between two of them',
      'a,"b\nc\nd,"e\nf',
      [
        [1, 'has a quote'],
        [2, 'c'],
        [3, 'has a quote'],
        [4, 'f'],
      ],
    ],
    [
      'after a line that is too long',
      'TOO LONG\na',
      [
        [1, 'is too long'],
        [2, 'a'],
      ],
    ],
    [
      'with one inside of quotes',
      'a,"b\nTOO LONG\nc"',
      [
        [1, 'has a quote'],
        [2, 'is too long'],
        [3, 'has a quote'],
      ],
    ],
    ['none', '', [[1, '']]],
  ])('reads records %s', (_, text, records) => {
    expect(short(text)).toEqual(records);
  });

  it('spoils no more than the line of a quote that has no end within the longest record', () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, index) => `a${index}@example.com,${'x'.repeat(40)}`,
    );

    const records = recordsOf(['b,"open', ...lines, 'c,"closed"'].join('\n'));

    expect(records).toHaveLength(3_002);
    expect(records.filter(({ kind }) => kind === 'bad').map(({ line }) => line)).toEqual([1]);
  });

  it('spoils only the lines of quotes that have no end, however short the lines behind them are', () => {
    const texts = Array.from({ length: 100_000 }, (_, index) =>
      index % 40_000 === 0 ? '"open' : String(index % 10),
    );

    const records = recordsOf(texts.join('\n'));

    expect(records.map(({ line }) => line)).toEqual(texts.map((_, index) => index + 1));
    expect(records.filter(({ kind }) => kind === 'bad').map(({ line }) => line)).toEqual([
      1, 40_001, 80_001,
    ]);
  });

  it.each([
    [65_535, 'fields'],
    [65_536, 'bad'],
  ])(
    'joins no more lines behind one of %d characters that does not end its record',
    (length, kind) => {
      const first = 'a,"'.padEnd(length, 'x');

      expect(recordsOf(`${first}\nb"`)[0]).toMatchObject({ line: 1, kind });
    },
  );

  it('gives the records of any table, each with the number of its first line', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é') }), {
            minLength: 2,
            maxLength: 3,
          }),
          { minLength: 1, maxLength: 8 },
        ),
        (rows) => {
          const written = rows.map(writeCsvRecord);
          let line = 1;
          const expected = rows.map((fields, index) => {
            const first = line;
            line += (written[index] ?? '').split('\n').length;
            return { kind: 'fields', line: first, fields };
          });

          expect(recordsOf(written.join('\n'))).toEqual(expected);
        },
      ),
    ));
});
