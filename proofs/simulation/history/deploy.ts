import { createEventSource, type EventSourceMapping } from '../models/event-source.ts';
import { createFunction, type LambdaFunction } from '../models/function.ts';
import type { Deployed } from '../models/function-options.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import type { Queue } from '../models/queue.ts';
import { deployKeeper } from '../pipeline/keeper.ts';
import { deployQuota } from '../pipeline/quota.ts';
import { deployNotificationRecorder, deployQueueRecorder } from '../pipeline/recorders.ts';
import { deployReputationGuard } from '../pipeline/reputation-guard.ts';
import { deploySender } from '../pipeline/sender.ts';
import { deployWebhook } from '../pipeline/webhook.ts';
import { arnOf, type World } from '../pipeline/world.ts';
import type { Materials } from './build-world.ts';
import { forger } from './forge-posts.ts';

/** The functions of the pipeline, and what delivers mail and events to them. */
export interface Deployment {
  readonly sendEmail: LambdaFunction;
  readonly recordBounce: LambdaFunction;
  readonly recordComplaint: LambdaFunction;
  readonly recordDelivery: LambdaFunction;
  readonly receiveWebhook: LambdaFunction;
  readonly refreshQuota: LambdaFunction;
  readonly guardReputation: LambdaFunction;
  readonly keepMessages: LambdaFunction;
  readonly sources: Readonly<Record<'transactional' | 'bulk' | 'feedback', EventSourceMapping>>;
}

type Lambda = (
  name: string,
  timeoutMs: number,
  killChance: () => number,
  deployed: Deployed,
) => LambdaFunction;

export const deploy = (
  materials: Materials,
  world: World,
  onRecorded: (messages: readonly QueuedMessage[]) => void,
): Deployment => {
  const { faults, scenario } = materials;
  const { transactional, bulk, feedback } = world.queues;
  const lambda = lambdaOf(materials);
  const source = sourceOf(materials, feedback, onRecorded);
  const killSender = faults.unlessCalm(scenario.killChance);
  const killRecorder = faults.unlessCalm(scenario.recorder.killChance);
  const recorder = (name: string, deployed: Deployed) =>
    lambda(name, 30_000, killRecorder, deployed);
  const sendEmail = lambda('send-email', 60_000, killSender, deploySender(world));
  const recordDelivery = recorder('record-delivery', deployQueueRecorder(world));
  const lanes = { batchSize: 10, window: 0, concurrency: 3 };
  const sources = {
    transactional: source(transactional, sendEmail, lanes),
    bulk: source(bulk, sendEmail, lanes),
    feedback: source(feedback, recordDelivery, { batchSize: 500, window: 2, concurrency: 5 }),
  };
  const webhook = deployWebhook(world, [forger, 'clinic']);
  const guard = deployReputationGuard(world);
  return {
    sendEmail,
    recordBounce: recorder('record-bounce', deployNotificationRecorder(world)),
    recordComplaint: recorder('record-complaint', deployNotificationRecorder(world)),
    recordDelivery,
    receiveWebhook: lambda('receive-webhook', 15_000, killRecorder, webhook),
    refreshQuota: lambda('refresh-quota', 60_000, killSender, deployQuota(world, sources)),
    guardReputation: lambda('guard-reputation', 120_000, killRecorder, guard),
    keepMessages: lambda('keep-messages', 60_000, killSender, deployKeeper(world, sources)),
    sources,
  };
};

/** Creates functions whose machines die and whose clocks are off. */
const lambdaOf =
  ({ scenario, root, timeline, journal }: Materials): Lambda =>
  (name, timeoutMs, killChance, deployed) => {
    const dice = root.fork(name);
    const { clockOffsetMs: most } = scenario;
    return createFunction({
      ...{ name, timeline, dice, journal, timeoutMs, deployed, killChance },
      clockOffsetMs: () => (most === 0 ? 0 : dice.between(-most, most)),
    });
  };

interface SourceSettings {
  readonly batchSize: number;
  readonly window: number;
  readonly concurrency: number;
}

type Source = (
  queue: Queue,
  target: LambdaFunction,
  settings: SourceSettings,
) => EventSourceMapping;

/**
 * Creates the event source of a queue.
 *
 * @param onRecorded - gets the messages of the feedback queue that a recorder has dealt with
 */
const sourceOf = (
  { root, timeline }: Materials,
  feedback: Queue,
  onRecorded: (messages: readonly QueuedMessage[]) => void,
): Source => {
  const dice = root.fork('event sources');
  return (queue, target, { batchSize, window, concurrency }) =>
    createEventSource({
      ...{ timeline, dice, queue, arn: arnOf(queue), target },
      settings: {
        batchSize,
        batchingWindowSeconds: window,
        maximumConcurrency: concurrency,
        isEnabled: true,
      },
      onBatch: (_messages, removed) => {
        if (queue === feedback) onRecorded(removed);
      },
    });
};

export const functionsOf = ({ sources: _, ...functions }: Deployment): readonly LambdaFunction[] =>
  Object.values(functions);
