import { describe, expect, it } from '@jest/globals';
import {
  chunkSize,
  latenessFor,
  minIntervalFor,
  recipientsPerCall,
  tauFor,
} from '../../../shared/pacing/ses-bucket.ts';

describe('ses-bucket', () => {
  it('allows no burst and a little slack at one mail a second', () => {
    expect(minIntervalFor(1)).toBe(1060);
    expect(tauFor(minIntervalFor(1))).toBe(-250);
    expect(tauFor(minIntervalFor(14))).toBe(300);
    expect(chunkSize(minIntervalFor(1))).toBe(1);
    expect(chunkSize(minIntervalFor(200))).toBe(200);
  });

  it.each([
    [1, 1, 30],
    [2, 1, 30],
    [14, 7, 300],
    [50, 25, 300],
    [51, 25, 900],
    [100, 50, 900],
    [20_000, 50, 900],
  ])(
    'lets a call at %d per second carry %d recipients, and leave %d ms late',
    (rate, most, lateMs) => {
      expect(recipientsPerCall(minIntervalFor(rate))).toBe(most);
      expect(latenessFor(minIntervalFor(rate))).toBe(lateMs);
    },
  );
});
