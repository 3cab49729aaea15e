import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longestLineMs, withPlace } from '../../../shared/pacing/waiting-line.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('withPlace', () => {
  it.each([
    ['begins now where there is no line', undefined, 0],
    ['begins now where the line has passed', -1, 0],
    ['begins at the end of the line', 5_000, 5_000],
    ['begins at the end of the longest line', longestLineMs, longestLineMs],
  ])('%s', (_what, endMs, startMs) => {
    const end = endMs === undefined ? undefined : noon + endMs;

    expect(withPlace(end, { lane: 'bulk', nowMs: noon, durationMs: 10 })).toEqual({
      startMs: noon + startMs,
      endMs: noon + startMs + 10,
    });
  });

  it('gives no place beyond the longest line', () => {
    const end = noon + longestLineMs + 1;

    expect(withPlace(end, { lane: 'bulk', nowMs: noon, durationMs: 10 })).toBeUndefined();
  });

  it('gives places that follow each other and never overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(10_000), fc.nat(60_000)), { maxLength: 30 }),
        (steps) => {
          let nowMs = noon;
          let endMs: number | undefined;
          for (const [laterMs, durationMs] of steps) {
            nowMs += laterMs;
            const placed = withPlace(endMs, { lane: 'bulk', nowMs, durationMs });
            if (placed === undefined) continue;
            expect(placed.startMs).toBeGreaterThanOrEqual(Math.max(nowMs, endMs ?? nowMs));
            expect(placed.endMs - placed.startMs).toBe(durationMs);
            endMs = placed.endMs;
          }
        },
      ),
    );
  });
});
