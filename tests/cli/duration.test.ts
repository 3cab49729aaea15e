import { describe, expect, it } from '@jest/globals';
import { readDuration } from '../../cli/duration.ts';

describe('readDuration', () => {
  it.each([
    ['45s', 45],
    ['30m', 1_800],
    ['12h', 43_200],
    ['90d', 7_776_000],
    ['0d', undefined],
    ['-1d', undefined],
    ['1.5h', undefined],
    ['90', undefined],
    ['90 d', undefined],
    ['1w', undefined],
    ['9999999999s', undefined],
    ['', undefined],
  ])('of %j is %s seconds', (text, seconds) => {
    expect(readDuration(text)).toBe(seconds);
  });
});
