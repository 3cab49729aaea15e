import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutMargin, fullMargin, type Margin, shareAt } from '../../../shared/pacing/margin.ts';

const noon = Date.UTC(2026, 10, 21, 12);

/** Margins after throttles at these distances. */
const throttledAfter = (
  pausesMs: readonly number[],
): { readonly margin: Margin; readonly nowMs: number } =>
  pausesMs.reduce<{ margin: Margin; nowMs: number }>(
    ({ margin, nowMs }, pauseMs) => ({
      margin: cutMargin(margin, nowMs + pauseMs),
      nowMs: nowMs + pauseMs,
    }),
    { margin: fullMargin, nowMs: noon },
  );

describe('margin', () => {
  it('uses the whole rate until SES throttles', () => {
    expect(shareAt(fullMargin, noon)).toBe(1);
  });

  it('cuts three percent first, and double each time when throttles follow within four seconds', () => {
    const shares = [1, 2, 3, 4].map((cuts) => {
      const { margin, nowMs } = throttledAfter(Array.from({ length: cuts }, () => 2000));
      return Math.round(shareAt(margin, nowMs) * 100) / 100;
    });

    expect(shares).toEqual([0.97, 0.92, 0.82, 0.64]);
  });

  it('cuts three tenths at most, however many throttles follow within four seconds', () => {
    const cuts = Array.from({ length: 12 }, (_, index) =>
      throttledAfter(Array.from({ length: index + 1 }, () => 1_500)),
    );

    expect(cuts.map(({ margin }) => Number(margin.lastCut.toFixed(2)))).toEqual([
      0.03, 0.06, 0.12, 0.24, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3,
    ]);
    // Not below a fiftieth of the rate: mail goes out all the time, so that one sees when SES is
    // content again.
    for (const { margin, nowMs } of cuts)
      expect(shareAt(margin, nowMs)).toBeGreaterThanOrEqual(0.02);
    expect(cuts.map(({ margin, nowMs }) => Number(shareAt(margin, nowMs).toFixed(2)))).toEqual([
      0.97, 0.92, 0.82, 0.64, 0.46, 0.34, 0.26, 0.19, 0.14, 0.11, 0.08, 0.06,
    ]);
  });

  it('takes throttles four seconds apart for separate ones', () => {
    expect(throttledAfter([0, 3_999]).margin.lastCut).toBeCloseTo(0.06, 9);
    expect(throttledAfter([0, 4_000]).margin.lastCut).toBe(0.03);
  });

  it('cuts once for a burst of throttles that every worker sees', () => {
    const first = cutMargin(fullMargin, noon);

    expect(cutMargin(first, noon + 999)).toBe(first);
    expect(cutMargin(first, noon + 1000)).not.toBe(first);
  });

  it('is back at the share it was cut from after the climb, lies flat there, then goes beyond', () => {
    const margin: Margin = { cutFrom: 0.7, lastCut: 0.02, cutAtMs: noon };
    const climbMs = Math.cbrt((0.7 * 0.02) / 6e-6) * 1000;

    expect(shareAt(margin, noon + climbMs)).toBeCloseTo(0.7, 9);
    expect(
      Math.abs(shareAt(margin, noon + climbMs + 15_000) - shareAt(margin, noon + climbMs - 12_000)),
    ).toBeLessThan(0.04);
    expect(shareAt(margin, noon + climbMs + 60_000)).toBe(1);
  });

  it('never leaves the range from 0.02 to 1, and never falls while SES is content', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 40 }),
        (throttlePauses, quietPauses) => {
          const { margin, nowMs } = throttledAfter(throttlePauses);
          let at = nowMs;
          let last = shareAt(margin, at);
          for (const pause of quietPauses) {
            at += pause;
            const share = shareAt(margin, at);
            expect(share).toBeGreaterThanOrEqual(Math.max(0.02, last - 1e-12));
            expect(share).toBeLessThanOrEqual(1);
            last = share;
          }
        },
      ),
    ));
});
