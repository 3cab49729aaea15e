import type { LambdaFunction } from '../models/function.ts';
import type { World } from '../pipeline/world.ts';
import { dayMs, minuteMs, type Scenario } from '../scenario/scenario.ts';
import type { Deployment } from './deploy.ts';

/**
 * While there is no mail to send the schedule is thinned out: nothing would happen in between, and
 * time is what a history costs.
 */
const quietScheduleMs = 60 * minuteMs;
/** On AWS guard-reputation comes every five minutes; what it has to add up is the same. */
const countingMs = 60 * minuteMs;
/**
 * On AWS keep-messages comes each hour; in the others it looks at crowded queues alone, and here
 * are none.
 */
const keepingMs = dayMs;

/** What EventBridge invokes. */
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

/** refresh-quota comes each minute while there is mail. */
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
      // Meanwhile an earlier one may have been planned.
      if (nextMs !== atMs) return;
      void refreshQuota.invoke({});
      plan(atMs + (isQuiet() ? quietScheduleMs : minuteMs));
    });
  };
  plan(startMs);
  /** The schedule goes by the minute again, as it does on AWS. */
  return () => {
    const atMs = startMs + Math.ceil((timeline.now() - startMs) / minuteMs) * minuteMs;
    if (atMs < nextMs) plan(atMs);
  };
};
