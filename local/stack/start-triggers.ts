import type { StackFunction } from '../lambda/stack-functions.ts';
import type { EventSourceResource } from '../template/event-source-resources.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import type { StackResources } from '../template/stack-resources.ts';
import type { EventSourceMapping } from '../triggers/event-source-mapping.ts';
import type { QueuePoller } from '../triggers/queue-poller.ts';
import {
  createEventSources,
  createRoutes,
  startSchedules,
  startSubscriptions,
} from '../triggers/stack-triggers.ts';
import type { StackContext } from './stack-context.ts';
import type { StackApis } from './start-apis.ts';
import type { StackEngines } from './start-engines.ts';
import { INVOCATION_GRACE_MS } from './stop-grace.ts';
import { warmFirst, warmUp } from './warm-up.ts';

/** The running triggers of the functions. */
export interface RunningTriggers {
  /** Event source mappings, by the name of their queue in AWS. */
  readonly pollers: Readonly<Record<string, QueuePoller>>;
  /** Starts the reading of the queues; later calls do nothing. */
  readonly readQueues: () => void;
}

/** Starts everything that invokes functions: routes, schedules, subscriptions, event sources. */
export const startTriggers = async (
  { options, region, accountId, onProblem, teardown }: StackContext,
  { clients: { sqs, sns }, queueUrl }: StackEngines,
  apis: StackApis,
  resources: StackResources,
  functions: readonly StackFunction[],
): Promise<RunningTriggers> => {
  const { longestWindowSeconds, schedule = true } = options;
  const triggers = { functions, sqs, sns, queueUrl, region, accountId, onProblem };
  const mappings = createEventSources(
    withWindowsUpTo(resources.eventSources, longestWindowSeconds),
    triggers,
  );
  apis.serve(mappings, createRoutes(resources.routes, functions));
  // Schedules run before queues are read, because the first message may need what they write, and
  // because they decide how many containers of the sender are needed.
  const warm = options.warm === true;
  const [stopSchedules] = await Promise.all([
    schedule ? startSchedules(resources.schedules, triggers) : undefined,
    warm ? warmFirst(mappings, functions) : undefined,
  ]);
  if (stopSchedules !== undefined) teardown.add(stopSchedules);
  // Nobody waits for the others yet: they start beside the first work.
  if (warm) warmUp(functions, mappings).catch((error: unknown) => onProblem(String(error)));
  const bridges = await startSubscriptions(resources.subscriptions, triggers);
  teardown.add(() => stopAll(bridges));
  const pollers = Object.fromEntries(
    mappings.map(({ queueArn, poller }) => [nameInArn(queueArn), poller]),
  );
  teardown.add(() => stopAll(Object.values(pollers)));
  const readQueues = beginOnce(mappings);
  if (options.holdQueues !== true) readQueues();
  return { pollers, readQueues };
};

const withWindowsUpTo = (
  eventSources: readonly EventSourceResource[],
  longestSeconds = Number.POSITIVE_INFINITY,
): readonly EventSourceResource[] =>
  eventSources.map((source) => ({
    ...source,
    batchingWindowSeconds: Math.min(source.batchingWindowSeconds, longestSeconds),
  }));

const beginOnce = (mappings: readonly EventSourceMapping[]): (() => void) => {
  let hasBegun = false;
  return () => {
    if (hasBegun) return;
    hasBegun = true;
    for (const mapping of mappings) mapping.begin();
  };
};

const stopAll = (pollers: readonly QueuePoller[]): Promise<unknown> =>
  Promise.all(pollers.map((poller) => poller.stop(INVOCATION_GRACE_MS)));
