import { describe, expect, it } from '@jest/globals';
import {
  templateNumberReasons,
  unwritableNumberReasons,
} from '../../../shared/email/template-numbers.ts';

describe('templateNumberReasons', () => {
  it('looks at the data of the template and at nothing else', () => {
    const json =
      '{"a": 1e400, "template": {"name": 1e400, "data": {"b": 1e400}}, "x": {"data": 1e400}}';

    expect(templateNumberReasons(json)).toEqual([
      'template.data.b: is a number whose digits would change on the way; write it as text, in quotes',
    ]);
  });
});

describe('unwritableNumberReasons', () => {
  it('names every number that JSON would turn into null, in their order', () => {
    expect(
      unwritableNumberReasons({
        a: Number.NaN,
        b: [1, { c: Number.POSITIVE_INFINITY }],
        d: null,
        e: Number.NEGATIVE_INFINITY,
        f: 'NaN',
        g: new Date(0),
      }),
    ).toEqual(
      ['a', 'b[1].c', 'e'].map(
        (place) => `template.data.${place}: is a number that JSON cannot write; put in text`,
      ),
    );
  });

  it('names ten at most', () => {
    expect(unwritableNumberReasons(Array(10).fill(Number.NaN))).toHaveLength(10);
    expect(unwritableNumberReasons(Array(11).fill(Number.NaN))).toHaveLength(10);
    expect(unwritableNumberReasons(undefined)).toEqual([]);
  });
});
