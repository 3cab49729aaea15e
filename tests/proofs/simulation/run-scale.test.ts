import { describe, expect, it } from '@jest/globals';
import { runScale } from '../../../proofs/simulation/scale/run-scale.ts';

/**
 * Mail of one recipient from a backlog, by eight containers, in virtual time; the goals of pacing.
 */
describe('the pace of eight containers where no processor is busy', () => {
  it.each([
    [1, 10, 94, 600],
    [14, 10, 99.5, 60],
    [200, 50, 99.5, 60],
  ])(
    '%d per second, a bucket of one second: nothing is refused, and %3$d %% of the rate are used',
    async (ratePerSecond, batchSize, least, seconds) => {
      const scale = await runScale({
        seconds,
        ratePerSecond,
        containers: 8,
        batchSize,
        limiter: 'token-bucket',
      });

      expect(scale.refusedForRate).toBe(0);
      expect(scale.utilisationPercent).toBeGreaterThanOrEqual(least);
      expect(scale.utilisationPercent).toBeLessThanOrEqual(100.5);
    },
  );

  it.each([
    [14, 10, 95],
    [200, 50, 96.5],
  ])(
    '%d per second, the rate in every window of one second: %3$d %% are used',
    async (ratePerSecond, batchSize, least) => {
      const scale = await runScale({
        seconds: 60,
        ratePerSecond,
        containers: 8,
        batchSize,
        limiter: 'sliding',
      });

      expect(scale.utilisationPercent).toBeGreaterThanOrEqual(least);
      expect((1000 * scale.refusedForRate) / scale.accepted).toBeLessThan(10);
    },
  );
});
