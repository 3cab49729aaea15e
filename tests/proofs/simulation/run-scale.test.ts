import { describe, expect, it } from '@jest/globals';
import { neededContainers } from '../../../proofs/simulation/scale/needed-containers.ts';
import { runScale } from '../../../proofs/simulation/scale/run-scale.ts';

/**
 * Mail of one recipient from a backlog, by eight containers, in virtual time; the goals of pacing.
 */
describe('the pace of eight containers where no processor is busy', () => {
  it.each([
    [1, 10, 94, 600],
    [14, 10, 99.5, 60],
    [200, 50, 99.5, 20],
  ])(
    '%d per second, a bucket of one second: nothing is refused, and %3$d %% of the rate are used',
    async (ratePerSecond, batchSize, least, seconds) => {
      const scale = await runScale({
        seconds,
        ratePerSecond,
        containers: 8,
        batchSize,
        limiter: 'token-bucket',
        cpuMsPerMail: 0,
      });

      expect(scale.violations).toBe(0);
      expect(scale.refusedForRate).toBe(0);
      expect(scale.utilisationPercent).toBeGreaterThanOrEqual(least);
      expect(scale.utilisationPercent).toBeLessThanOrEqual(100.5);
    },
  );

  // The first joint requests need a burst, and their throttled mails lose slots; then there are none.
  it.each([
    [14, 10, 95, 60],
    [200, 50, 96.5, 60],
  ])(
    '%d per second, the rate in every window of one second: %3$d %% are used',
    async (ratePerSecond, batchSize, least, seconds) => {
      const scale = await runScale({
        seconds,
        ratePerSecond,
        containers: 8,
        batchSize,
        limiter: 'sliding',
        cpuMsPerMail: 0,
      });

      expect(scale.utilisationPercent).toBeGreaterThanOrEqual(least);
      expect((1000 * scale.refusedForRate) / scale.accepted).toBeLessThan(10);
    },
  );
});

describe('the pace of three accounts on one queue', () => {
  it('is that of each account: a slow one keeps no container from the mail of the others', async () => {
    const scale = await runScale({
      ...{ seconds: 30, ratePerSecond: 200, containers: 8, batchSize: 50 },
      ...{ limiter: 'token-bucket', cpuMsPerMail: 0, broughtRates: [14, 1] },
    });

    expect(scale.violations).toBe(0);
    expect(scale.refusedForRate).toBe(0);
    expect(scale.utilisationPercent).toBeGreaterThan(97);
    for (const percent of scale.broughtPercent) expect(percent).toBeGreaterThan(85);
    for (const percent of scale.broughtPercent) expect(percent).toBeLessThan(105);
  });
});

/** Two milliseconds of a processor per mail, of which a container has 0.29: 145 mails a second each. */
describe('the pace of containers that have a share of a processor', () => {
  const backlog = {
    seconds: 20,
    ratePerSecond: 200,
    batchSize: 50,
    limiter: 'token-bucket',
    cpuMsPerMail: 2,
  } as const;

  it('ends where their processors are busy all the time', async () => {
    const { utilisationPercent, refusedForRate, busyContainers } = await runScale({
      ...backlog,
      containers: 1,
    });

    expect(busyContainers).toBeCloseTo(1.38, 2);
    expect(utilisationPercent).toBeGreaterThan(60);
    expect(utilisationPercent).toBeLessThanOrEqual(100 / busyContainers + 0.5);
    expect(refusedForRate).toBe(0);
  });

  it('is the rate with the fewest that are enough', async () => {
    const tried: number[] = [];

    const { containers, utilisationPercent, refusedForRate, violations } = await neededContainers(
      { ...backlog, ratePerSecond: 430 },
      (scale) => tried.push(scale.containers),
    );

    expect(tried.at(0)).toBe(3);
    expect(containers).toBe(tried.at(-1));
    expect(utilisationPercent).toBeGreaterThanOrEqual(95);
    expect(refusedForRate).toBe(0);
    expect(violations).toBe(0);
  });
});
