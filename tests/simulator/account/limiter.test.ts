import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  changeRate,
  type Limiter,
  type LimiterKind,
  newLimiter,
  takeRecipients,
} from '../../../simulator/account/limiter.ts';

interface Request {
  readonly gapMs: number;
  readonly recipients: number;
}

interface Accepted {
  readonly atMs: number;
  readonly recipients: number;
}

/** Requests with gaps that make bursts, steady streams and rests. */
const requests = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3000, noNaN: true })),
    recipients: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 120 },
);

const rate = fc.integer({ min: 1, max: 40 });

const runThrough = (
  kind: LimiterKind,
  ratePerSecond: number,
  list: readonly Request[],
): readonly Accepted[] => {
  let limiter: Limiter = newLimiter(kind, ratePerSecond, 0);
  let atMs = 0;
  const accepted: Accepted[] = [];
  for (const { gapMs, recipients } of list) {
    atMs += gapMs;
    const take = takeRecipients(limiter, recipients, atMs);
    limiter = take.limiter;
    if (take.isTaken) accepted.push({ atMs, recipients });
  }
  return accepted;
};

const takeMany = (start: Limiter, times: readonly number[]): readonly boolean[] => {
  let limiter = start;
  return times.map((atMs) => {
    const take = takeRecipients(limiter, 1, atMs);
    limiter = take.limiter;
    return take.isTaken;
  });
};

describe('limiter', () => {
  it('lets a rested bucket give one second of rate at once, and not one more', () => {
    const taken = takeMany(newLimiter('token-bucket', 14, 0), Array(15).fill(5000));

    expect(taken.filter(Boolean)).toHaveLength(14);
  });

  it('lets a sender at exactly the rate pass for ever, in both kinds', () => {
    const startMs = Date.UTC(2026, 10, 21);
    for (const kind of ['token-bucket', 'sliding'] as const) {
      const times = Array.from({ length: 5000 }, (_, index) => startMs + (index * 1000) / 14);

      const refused = takeMany(newLimiter(kind, 14, startMs), times).filter((isTaken) => !isTaken);

      expect(refused).toHaveLength(0);
    }
  });

  it('counts recipients, not calls', () => {
    const { limiter } = takeRecipients(newLimiter('token-bucket', 14, 0), 10, 0);

    expect(takeRecipients(limiter, 5, 0).isTaken).toBe(false);
    expect(takeRecipients(limiter, 4, 0).isTaken).toBe(true);
  });

  it('takes nothing for a refused request', () => {
    for (const kind of ['token-bucket', 'sliding'] as const) {
      const refused = takeRecipients(newLimiter(kind, 14, 0), 15, 0);

      expect(refused.isTaken).toBe(false);
      expect(takeRecipients(refused.limiter, 14, 0).isTaken).toBe(true);
    }
  });

  it('frees a place of the sliding window exactly one second after it was taken', () => {
    const { limiter } = takeRecipients(newLimiter('sliding', 1, 0), 1, 100);

    expect(takeRecipients(limiter, 1, 1099.9).isTaken).toBe(false);
    expect(takeRecipients(limiter, 1, 1100).isTaken).toBe(true);
  });

  it('lets one recipient pass every two seconds at a rate of a half', () => {
    for (const kind of ['token-bucket', 'sliding'] as const) {
      expect(takeMany(newLimiter(kind, 0.5, 0), [0, 1000, 2000, 3999, 4000])).toEqual([
        true,
        false,
        true,
        false,
        true,
      ]);
    }
  });

  it('keeps what is taken when the rate changes', () => {
    const { limiter } = takeRecipients(newLimiter('token-bucket', 14, 0), 14, 0);
    const raised = changeRate(limiter, 100, 0);

    expect(takeRecipients(raised, 1, 0).isTaken).toBe(false);
    expect(takeRecipients(raised, 100, 1000).isTaken).toBe(true);
  });

  it('property: a bucket accepts at most burst + rate × time between any two acceptances', () =>
    fc.assert(
      fc.property(rate, requests, (ratePerSecond, list) => {
        const accepted = runThrough('token-bucket', ratePerSecond, list);
        for (const [first, { atMs: fromMs }] of accepted.entries()) {
          let recipients = 0;
          for (const { atMs, recipients: more } of accepted.slice(first)) {
            recipients += more;
            expect(recipients).toBeLessThanOrEqual(
              ratePerSecond + (ratePerSecond * (atMs - fromMs)) / 1000 + 1e-4,
            );
          }
        }
      }),
    ));

  it('property: no window of one second of the sliding kind holds more than the rate', () =>
    fc.assert(
      fc.property(rate, requests, (ratePerSecond, list) => {
        const accepted = runThrough('sliding', ratePerSecond, list);
        for (const { atMs: fromMs } of accepted) {
          const within = accepted.filter(
            ({ atMs }) => atMs >= fromMs && atMs - fromMs < 1000 - 1e-3,
          );
          expect(within.reduce((sum, { recipients }) => sum + recipients, 0)).toBeLessThanOrEqual(
            ratePerSecond,
          );
        }
      }),
    ));
});
