import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLines } from '../../../../cli/commands/suppressions/read-lines.ts';
import { collect } from '../../../support/collect.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const linesOf = async (text: string, size = 7) =>
  (await collect(readLines(inPieces(new TextEncoder().encode(text), size)))).flatMap(
    ({ lines }) => lines,
  );

describe('readLines', () => {
  it('numbers lines from 1, and tells line ends from lines, and drops the byte order mark', async () => {
    expect(await linesOf('\ufeffa\r\n\nbü')).toEqual([
      { number: 1, text: 'a', end: '\r\n' },
      { number: 2, text: '', end: '\n' },
      { number: 3, text: 'bü', end: '' },
    ]);
  });

  it('gives the same lines however the file is cut into pieces', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',') })),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          const text = texts.map((line) => `${line}\n`).join('');
          expect((await linesOf(text, size)).map((line) => line.text)).toEqual(texts);
        },
      ),
    ));

  it('keeps nothing of a line that is too long, and reads on after it', async () => {
    expect(await linesOf(`a\n${'x'.repeat(200_000)}\nb\n`, 65_536)).toEqual([
      { number: 1, text: 'a', end: '\n' },
      { number: 2, text: undefined, end: '\n' },
      { number: 3, text: 'b', end: '\n' },
    ]);
    expect(await linesOf('x'.repeat(140_000), 65_536)).toEqual([
      { number: 1, text: undefined, end: '' },
    ]);
  });
});
