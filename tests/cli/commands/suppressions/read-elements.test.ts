import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readElements } from '../../../../cli/commands/suppressions/read-elements.ts';
import { collect } from '../../../support/collect.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const elementsOf = async (text: string, size = 5) =>
  (await collect(readElements(inPieces(new TextEncoder().encode(text), size)))).flatMap(
    ({ lines }) => lines.map(({ number, text: element }) => [number, element]),
  );

describe('readElements', () => {
  it('gives each element with the line on which it begins', async () => {
    expect(await elementsOf('\uFEFF[\n  {"a": 1},\n  {\n "b": "]},"\n},\n 3 ]\n')).toEqual([
      [2, '{"a": 1}'],
      [3, '{\n "b": "]},"\n}'],
      [6, '3'],
    ]);
  });

  it.each([
    ['[]', []],
    ['[', []],
    ['[{"a":1}', [[1, '{"a":1}']]],
    [
      '[1,,2]',
      [
        [1, '1'],
        [1, '2'],
      ],
    ],
  ])('gives of %j what is there', async (text, elements) => {
    expect(await elementsOf(text)).toEqual(elements);
  });

  it('keeps nothing of an element that is too long, and reads on after it', async () => {
    expect(await elementsOf(`["${'x'.repeat(200_000)}", 1]`, 65_536)).toEqual([
      [1, undefined],
      [1, '1'],
    ]);
  });

  it('keeps an element of 65,536 characters, and none that is longer', async () => {
    const text = (length: number) => `"${'x'.repeat(length - 2)}"`;

    expect(await elementsOf(`[${text(65_536)},${text(65_537)}]`, 65_536)).toEqual([
      [1, text(65_536)],
      [1, undefined],
    ]);
  });

  it('gives the elements of any array, however it is cut into pieces', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(2),
        async (values, size, indent) => {
          const elements = await elementsOf(JSON.stringify(values, undefined, indent), size);

          expect(elements.map(([, element]) => JSON.parse(String(element)))).toEqual(
            JSON.parse(JSON.stringify(values)),
          );
        },
      ),
    ));
});
