import type { LambdaFunction } from '../models/function.ts';
import type { World } from '../pipeline/world.ts';
import { dayMs, minuteMs, type Scenario } from '../scenario/scenario.ts';
import type { Deployment } from './deploy.ts';

/**
 * Interval of refresh-quota while there is no mail; ms. Nothing would happen in between, and each
 * run costs computing time.
 */
const quietScheduleMs = 60 * minuteMs;
/** Interval of guard-reputation; ms. On AWS it is five minutes; what it adds up is the same. */
const countingMs = 60 * minuteMs;
/**
 * Interval of keep-messages; ms. On AWS it is an hour, but most runs only look at crowded queues,
 * of which there are none here.
 */
const keepingMs = dayMs;

/** Plans the functions that EventBridge invokes. */
export const planSchedules = (world: World, scenario: Scenario, deployment: Deployment): void => {
  const { timeline, queues } = world;
  const { startMs, changes } = scenario;
  const endQuiet = planRefreshes(world, scenario, deployment);
  planEvery(world, startMs, countingMs, deployment.guardReputation);
  planEvery(world, startMs, keepingMs, deployment.keepMessages);
  queues.transactional.onVisible(endQuiet);
  queues.bulk.onVisible(endQuiet);
  for (const { atMs } of changes) timeline.at(atMs, endQuiet);
};

const planEvery = (world: World, atMs: number, everyMs: number, target: LambdaFunction): void => {
  world.timeline.at(atMs, () => {
    void target.invoke({});
    planEvery(world, atMs + everyMs, everyMs, target);
  });
};

/** refresh-quota runs each minute while there is mail. */
const planRefreshes = (
  { timeline, queues }: World,
  { startMs }: Scenario,
  { refreshQuota, sendEmail }: Deployment,
): (() => void) => {
  let nextMs = Number.POSITIVE_INFINITY;
  const isQuiet = (): boolean =>
    queues.transactional.waiting() + queues.bulk.waiting() + sendEmail.running() === 0;
  const plan = (atMs: number): void => {
    nextMs = atMs;
    timeline.at(atMs, () => {
      // An earlier run may have been planned meanwhile.
      if (nextMs !== atMs) return;
      void refreshQuota.invoke({});
      plan(atMs + (isQuiet() ? quietScheduleMs : minuteMs));
    });
  };
  plan(startMs);
  /** Sets the schedule back to each minute, as on AWS. */
  return () => {
    const atMs = startMs + Math.ceil((timeline.now() - startMs) / minuteMs) * minuteMs;
    if (atMs < nextMs) plan(atMs);
  };
};
