import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitQuota } from '../../../shared/pacing/fit-quota.ts';

const cost = (job: number): number => job;

describe('what the quota still has room for', () => {
  it('is each job in its order that fits beside those before it', () => {
    expect(fitQuota([4, 14, 5, 1], cost, 9)).toEqual({ fitting: [4, 5], others: [14, 1] });
  });

  it('is also what costs nothing, when others have used up more than there is', () => {
    expect(fitQuota([0, 1, 0], cost, -3)).toEqual({ fitting: [0, 0], others: [1] });
  });

  it('never costs more than there is, and leaves nothing that would fit', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }),
        fc.integer({ min: -10, max: 200 }),
        (jobs, room) => {
          const { fitting, others } = fitQuota(jobs, cost, room);
          const spent = fitting.reduce((sum, job) => sum + job, 0);

          expect(fitting.length + others.length).toBe(jobs.length);
          expect(spent).toBeLessThanOrEqual(Math.max(0, room));
          for (const job of others) expect(spent + job).toBeGreaterThan(room);
        },
      ),
    ));
});
