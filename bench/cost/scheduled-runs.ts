import { setTimeout } from 'node:timers/promises';
import type { Lab } from '../../proofs/crashes/crash-lab.ts';
import { type ScheduledRun, times } from '../../shared/cost/scheduled-run.ts';
import type { Usage } from '../../shared/cost/usage.ts';
import { turnMs } from '../../shared/pacing/wait-for-turn.ts';

/** So many runs are counted of each function, after one that finds what is still to be done. */
const runs = 5;
/** Between two runs, so that none has to wait for its turn to ask SES. */
const pauseMs = 2 * turnMs;

/** Metrics of which something was written, and how often. */
const samplesOf = ({ stack }: Lab): ReadonlyMap<string, number> =>
  new Map(
    stack.metrics
      .totals()
      .map(({ name, dimensions, samples }) => [`${name} ${JSON.stringify(dimensions)}`, samples]),
  );

/** How many metrics were written since. */
export const metricsSince = (lab: Lab, before: ReadonlyMap<string, number>): number =>
  [...samplesOf(lab)].filter(([metric, samples]) => samples > (before.get(metric) ?? 0)).length;

export const samplesUpToNow = samplesOf;

/**
 * Runs a function by hand as the clock would while nothing happens, and counts what one run takes.
 *
 * @param countAround - does the work and says what was used meanwhile
 */
export const measureRun = async (
  lab: Lab,
  key: string,
  countAround: (work: () => Promise<void>) => Promise<readonly Usage[]>,
): Promise<ScheduledRun> => {
  const run = async (): Promise<void> => {
    const { kind } = await lab.stack.invoke(key, {});
    if (kind !== 'ok') throw new Error(`${key} failed: see the logs of the stack.`);
  };
  await run();
  const before = samplesOf(lab);
  const usage = await countAround(async () => {
    for (let index = 0; index < runs; index += 1) {
      await setTimeout(pauseMs);
      await run();
    }
  });
  const used = usage.filter(({ units }) => units > 0);
  return {
    usage: times(used, 1 / runs).map((one) => ({ ...one, what: `${key}: ${one.what}` })),
    metrics: metricsSince(lab, before),
  };
};
