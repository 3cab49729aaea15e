import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  reasonsLimitBytes,
  shortenReasons,
  shortReason,
} from '../../../shared/privacy/shorten-reasons.ts';

const bytesOf = (text: string) => Buffer.byteLength(text, 'utf8');
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

describe('shorten-reasons', () => {
  it('tells few short reasons as they are', () => {
    expect(shortenReasons(numbered(60))).toEqual(numbered(60));
    expect(shortenReasons([])).toEqual([]);
  });

  it.each([
    [61, 'and 1 more reason; correct these first'],
    [62, 'and 2 more reasons; correct these first'],
    [2_060, 'and 2,000 more reasons; correct these first'],
  ])('of %d reasons tells the first 60 and how many are left out', (count, last) => {
    expect(shortenReasons(numbered(count))).toEqual([...numbered(60), last]);
  });

  it('keeps a reason of 500 bytes whole and cuts a longer one to at most 500', () => {
    const told = shortenReasons(['a'.repeat(500), 'a'.repeat(501)]);

    expect(told).toEqual(['a'.repeat(500), `${'a'.repeat(496)} …`]);
  });

  it('keeps a reason beside a part of 240 bytes whole and cuts a longer one to at most 240', () => {
    expect(shortReason('a'.repeat(240))).toBe('a'.repeat(240));
    expect(shortReason('a'.repeat(241))).toBe(`${'a'.repeat(236)} …`);
  });

  it('leaves a character out that it would have to cut in two', () => {
    // 118 of 2 bytes fill the 236 bytes before the ending; one byte before them splits the last.
    expect(shortReason(`${'ä'.repeat(200)}`)).toBe(`${'ä'.repeat(118)} …`);
    expect(shortReason(`a${'ä'.repeat(200)}`)).toBe(`a${'ä'.repeat(117)} …`);
  });

  it('tells nothing where there is no room for one', () => {
    expect(shortenReasons(['abc'], 7)).toEqual(['abc']);
    expect(shortenReasons(['abc'], 6)).toEqual([]);
  });

  it('has no more room than 8 KiB, whatever the limit of the caller', () => {
    const long = Array.from({ length: 60 }, () => 'x'.repeat(490));

    expect(shortenReasons(long, 1_000_000)).toEqual(shortenReasons(long, 8_192));
    expect(reasonsLimitBytes).toBe(8_192);
  });

  it('fills the room as far as it goes and never beyond, and counts every reason once', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 80 }),
        fc.integer({ min: 2, max: 2_000 }),
        (reasons, limit) => {
          const told = shortenReasons(reasons, limit);

          if (told.length > 0) expect(bytesOf(JSON.stringify(told))).toBeLessThanOrEqual(limit);
          if (told.length === 0) return;
          const left = /^and (\d+) more/.exec(told.at(-1) ?? '')?.[1];
          const whole = left === undefined ? told : told.slice(0, -1);
          expect(whole).toEqual(reasons.slice(0, whole.length));
          expect(whole.length + Number(left ?? 0)).toBe(reasons.length);
        },
      ),
      { numRuns: 200 },
    ));
});
