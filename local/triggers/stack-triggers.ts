import { randomUUID } from 'node:crypto';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { StackFunction } from '../lambda/stack-functions.ts';
import type { EventRuleResource } from '../template/event-rule-resources.ts';
import type { EventSourceResource } from '../template/event-source-resources.ts';
import { nameInArn } from '../template/name-in-arn.ts';
import type { RouteResource } from '../template/route-resources.ts';
import type { ScheduleResource } from '../template/schedule-resources.ts';
import type { SubscriptionResource } from '../template/subscription-resources.ts';
import type { EventTarget } from './event-bus.ts';
import { createEventSourceMapping, type EventSourceMapping } from './event-source-mapping.ts';
import type { HttpRoute } from './http-api.ts';
import { type QueuePoller, startQueuePoller } from './queue-poller.ts';
import { rateMs, scheduledEvent } from './schedule.ts';
import { startSnsLambdaBridge } from './sns-lambda-bridge.ts';

export interface TriggerOptions {
  readonly functions: readonly StackFunction[];
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly queueUrl: (name: string) => string;
  readonly region: string;
  readonly accountId: string;
  readonly onProblem: (problem: string) => void;
}

/** @throws RangeError when no function has the name */
const functionNamed = (functions: readonly StackFunction[], name: string): StackFunction => {
  const found = functions.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`the template starts a function that it does not define: ${name}`);
  return found;
};

/** Creates the event source mappings; none polls until it is started. */
export const createEventSources = (
  eventSources: readonly EventSourceResource[],
  { functions, sqs, queueUrl, region, accountId, onProblem }: TriggerOptions,
): readonly EventSourceMapping[] =>
  eventSources.map(({ uuid, queueArn, functionName, enabled, ...settings }) => {
    const queue = nameInArn(queueArn);
    const { key, pool } = functionNamed(functions, functionName);
    const poller = startQueuePoller({
      sqs,
      queueUrl: queueUrl(queue),
      queueArn,
      region,
      settings,
      enabled: false,
      invoke: pool.invoke,
      onProblem: (problem) => onProblem(`${queue} → ${key}: ${problem}`),
    });
    const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
    return createEventSourceMapping({
      uuid,
      functionArn,
      queueArn,
      poller,
      isEnabled: enabled,
      now: Date.now,
    });
  });

/**
 * The routes of the HTTP API, each with the function it calls; that waits for nothing but the
 * function.
 */
export const createRoutes = (
  routes: readonly RouteResource[],
  functions: readonly StackFunction[],
): readonly HttpRoute[] =>
  routes.map(({ routeKey, functionName, timeoutMs }) => ({
    routeKey,
    timeoutMs,
    invoke: (event) => functionNamed(functions, functionName).pool.invoke(event),
  }));

/** The rules of the event bus, each with the function that it invokes. */
export const createEventTargets = (
  rules: readonly EventRuleResource[],
  functions: readonly StackFunction[],
): readonly EventTarget[] =>
  rules.map(({ functionName, ...rule }) => ({
    ...rule,
    invoke: functionNamed(functions, functionName).invokeAsynchronously,
  }));

/** Starts a bridge for each subscription of a function. */
export const startSubscriptions = (
  subscriptions: readonly SubscriptionResource[],
  { functions, sqs, sns, region, accountId, onProblem }: TriggerOptions,
): Promise<readonly QueuePoller[]> =>
  Promise.all(
    subscriptions
      .filter(({ protocol }) => protocol === 'lambda')
      .map((subscription) => {
        const { key, invokeAsynchronously } = functionNamed(
          functions,
          nameInArn(subscription.endpoint),
        );
        return startSnsLambdaBridge({
          sqs,
          sns,
          region,
          accountId,
          subscription,
          invoke: invokeAsynchronously,
          onProblem: (problem) =>
            onProblem(`${nameInArn(subscription.topicArn)} → ${key}: ${problem}`),
        });
      }),
  );

/**
 * Runs every scheduled function once, and then at its rate.
 *
 * @returns after the first runs have ended: the function that stops the schedules
 */
export const startSchedules = async (
  schedules: readonly ScheduleResource[],
  { functions, region, accountId, onProblem }: TriggerOptions,
): Promise<() => void> => {
  const timers: NodeJS.Timeout[] = [];
  const start = async ({
    name,
    expression,
    functionName,
    input,
  }: ScheduleResource): Promise<void> => {
    const everyMs = rateMs(expression);
    if (everyMs === undefined)
      return onProblem(`the schedule ${name} does not run here: only rate(…) does`);
    const { key, invokeAsynchronously } = functionNamed(functions, functionName);
    const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${name}`;
    const run = async (): Promise<void> => {
      try {
        await invokeAsynchronously(
          input === undefined
            ? scheduledEvent(ruleArn, randomUUID(), Date.now())
            : JSON.parse(input),
        );
      } catch (error) {
        onProblem(`the schedule of ${key} failed: ${nameOfError(error)}`);
      }
    };
    timers.push(setInterval(run, everyMs));
    await run();
  };
  await Promise.all(schedules.map(start));
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
};
