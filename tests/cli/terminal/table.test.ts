import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTable, fitWidths } from '../../../cli/terminal/table.ts';
import { capturedIo } from '../captured-io.ts';

type Row = readonly [string, string];

const columns = [
  { title: 'NAME', of: ([name]: Row) => name },
  { title: 'REASON', of: ([, reason]: Row) => reason, tone: () => 'bad' as const },
];

const linesOf = (rows: readonly Row[], screen?: Parameters<typeof capturedIo>[0]) => {
  const io = capturedIo(screen);
  const table = createTable(columns, io);
  for (const row of rows) table.add(row);
  table.end();
  return io.out;
};

describe('table', () => {
  it('aligns its columns beneath one heading, also beside wide characters', () => {
    expect(
      linesOf([
        ['ada', 'none'],
        ['日本語', 'wide'],
      ]),
    ).toEqual(['NAME    REASON', 'ada     none', '日本語  wide']);
  });

  it('prints nothing without a row', () => {
    expect(linesOf([])).toEqual([]);
  });

  it('keeps a row on one line in a pipe, however long it is', () => {
    const long = 'word '.repeat(100).trim();

    expect(linesOf([['ada', long]])).toEqual(['NAME  REASON', `ada   ${long}`]);
  });

  it('wraps long cells on a terminal, and loses no word of them', () => {
    const lines = linesOf([['ada', 'asked by telephone and again in writing']], {
      columns: 24,
      hasColours: false,
    });

    expect(lines).toEqual([
      'NAME  REASON',
      'ada   asked by telephone',
      '      and again in',
      '      writing',
    ]);
  });

  it('is never wider than the terminal, and cuts nothing off', () => {
    const cell = fc.stringMatching(/^[a-z@.-]{1,60}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 20, max: 120 }),
        (rows, width) => {
          const lines = linesOf(rows, { columns: width, hasColours: false });

          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
          const deadLetters = (text: string) => [...text.replace(/\s/g, '')].toSorted().join('');
          expect(deadLetters(lines.join(''))).toBe(
            deadLetters(`NAMEREASON${rows.flat().join('')}`),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('colours where the screen has colours, and nowhere else', () => {
    const rows: readonly Row[] = [['ada', 'bounce']];
    const coloured = linesOf(rows, { columns: 80, hasColours: true });

    expect(coloured.join('\n')).toContain('\u001b[31mbounce\u001b[39m');
    expect(coloured.map(stripVTControlCharacters).map((line) => line.trimEnd())).toEqual(
      linesOf(rows),
    );
  });

  it('lets no control character of a cell through', () => {
    const lines = linesOf([['\u001b[2J\r\n\u0007', 'a\u202Eb\u2028c']]);

    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u);
  });

  it('prints after a hundred rows without waiting for the end, with one heading', () => {
    const io = capturedIo();
    const table = createTable(columns, io);
    for (let row = 0; row < 250; row += 1) table.add([`name-${row}`, 'r']);

    expect(io.out.length).toBeGreaterThanOrEqual(200);
    table.end();
    expect(io.out).toHaveLength(251);
    expect(io.out.filter((line) => line.startsWith('NAME'))).toHaveLength(1);
  });
});

describe('fitWidths', () => {
  it('cuts the widest columns down, and leaves the others as they are', () => {
    expect(fitWidths([4, 60, 24], 60)).toEqual([4, 28, 24]);
    expect(fitWidths([4, 60, 24], undefined)).toEqual([4, 60, 24]);
  });

  it('makes no column narrower than eight', () => {
    expect(fitWidths([4, 60, 24], 10)).toEqual([4, 8, 8]);
  });
});
