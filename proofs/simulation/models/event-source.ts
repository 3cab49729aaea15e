import type { EventSourceSettings } from '../../../shared/pacing/event-source-settings.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import type { LambdaFunction, RunEnd } from './function.ts';
import type { QueuedMessage } from './message-shelf.ts';
import type { Queue } from './queue.ts';

export interface EventSourceOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly queue: Queue;
  readonly arn: string;
  readonly target: LambdaFunction;
  readonly settings: EventSourceSettings;
  /** Number of parallel pollers; default 1. */
  readonly pollers?: number;
  /** Called after the run of each batch, with the messages that were removed from the queue. */
  readonly onBatch?: (
    messages: readonly QueuedMessage[],
    removed: readonly QueuedMessage[],
  ) => void;
}

/**
 * An event source mapping of Lambda: it polls a queue, invokes the function with batches, and
 * deletes what the answer does not name.
 */
export interface EventSourceMapping {
  readonly settings: () => EventSourceSettings;
  readonly change: (settings: EventSourceSettings) => void;
  /** Batches under way. */
  readonly running: () => number;
}

interface NamedFailures {
  readonly batchItemFailures?: unknown;
}

export const createEventSource = (options: EventSourceOptions): EventSourceMapping => {
  const { timeline, dice, queue, arn, target, onBatch, pollers = 1 } = options;
  let { settings } = options;
  let running = 0;
  let polling = 0;

  const runBatch = async (messages: readonly QueuedMessage[]): Promise<void> => {
    running += 1;
    const end = await target.invoke({ Records: messages.map((message) => recordOf(message, arn)) });
    const staying = stayingOf(end, messages);
    const removed = messages.filter((message) => !staying.has(message.id));
    for (const message of removed) queue.remove(message.receipt);
    onBatch?.(messages, removed);
    running -= 1;
    poll();
  };

  /** Finds a waiting message within moments, or after the batching window. */
  const poll = (): void => {
    if (
      polling >= pollers ||
      !settings.isEnabled ||
      running + polling >= settings.maximumConcurrency ||
      queue.waiting() === 0
    )
      return;
    polling += 1;
    const isFull = queue.waiting() >= settings.batchSize;
    const waitMs = isFull
      ? dice.between(5, 50)
      : settings.batchingWindowSeconds * 1000 + dice.between(5, 200);
    timeline.at(timeline.now() + waitMs, () => {
      polling -= 1;
      if (!settings.isEnabled || running >= settings.maximumConcurrency) return;
      const messages = queue.receive(settings.batchSize);
      if (messages.length > 0) void runBatch(messages);
      poll();
    });
    poll();
  };

  queue.onVisible(poll);
  return {
    settings: () => settings,
    change: (changed) => {
      settings = changed;
      poll();
    },
    running: () => running,
  };
};

const isObject = (value: unknown): value is NamedFailures =>
  typeof value === 'object' && value !== null;

/**
 * Messages that stay, by ReportBatchItemFailures: all of them when the answer names one that was
 * not in the batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
const stayingOf = (end: RunEnd, messages: readonly QueuedMessage[]): ReadonlySet<string> => {
  const all = new Set(messages.map((message) => message.id));
  if (end.kind !== 'answered') return all;
  const failures = isObject(end.answer) ? end.answer.batchItemFailures : undefined;
  if (!Array.isArray(failures)) return new Set();
  const named = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? failure.itemIdentifier
      : undefined,
  );
  const known = named.flatMap((name) => (typeof name === 'string' && all.has(name) ? [name] : []));
  return known.length === named.length ? new Set(known) : all;
};

const recordOf = (message: QueuedMessage, arn: string) => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(Math.floor(message.sentMs)),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, stringValue]) => [
      name,
      { stringValue, dataType: 'String' },
    ]),
  ),
  eventSource: 'aws:sqs',
  eventSourceARN: arn,
  awsRegion: 'eu-west-1',
});
