import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clockSkewMs, countedAt, longestDelayMs } from '../../../shared/reputation/fact-time.ts';

const publishedAtMs = Date.UTC(2026, 2, 1, 9);

describe('countedAt', () => {
  it.each([
    ['it happened just before', -2_000, true],
    ['it happened as long before as SES may be late', -longestDelayMs, true],
    ['it happened longer before', -longestDelayMs - 1, false],
    ['it is as far ahead as clocks may be', clockSkewMs, true],
    ['it claims the future', clockSkewMs + 1, false],
  ])('%s its publication', (_, offsetMs, isBelieved) => {
    const atMs = publishedAtMs + offsetMs;

    expect(countedAt({ atMs, publishedAtMs }, publishedAtMs)).toBe(
      isBelieved ? atMs : publishedAtMs,
    );
  });

  it('is the same however late a copy is delivered, and never far from the publication', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.nat(), (atMs, firstMs, laterMs) => {
        const event = { atMs, publishedAtMs };
        const counted = countedAt(event, publishedAtMs + firstMs);
        expect(countedAt(event, publishedAtMs + laterMs)).toBe(counted);
        expect(counted).toBeGreaterThanOrEqual(publishedAtMs - longestDelayMs);
        expect(counted).toBeLessThanOrEqual(publishedAtMs + clockSkewMs);
      }),
    );
  });

  it('is never in the future of an event that came without SNS', () => {
    expect(countedAt({ atMs: 5_000, publishedAtMs: undefined }, 4_000)).toBe(4_000);
    expect(countedAt({ atMs: 3_000, publishedAtMs: undefined }, 4_000)).toBe(3_000);
  });
});
