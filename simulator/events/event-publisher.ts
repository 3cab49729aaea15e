import { type BackOff, backOffMs } from '../../shared/system/back-off.ts';
import { createPublishingCounts, type PublishingCounts } from './publishing-counts.ts';
import { createTimers } from './timers.ts';

/** One message to a topic. */
export interface TopicMessage {
  readonly subject: string | undefined;
  readonly message: string;
}

/** Result for one message. */
export type PublishResult = 'published' | 'failed' | 'no-such-topic';

/**
 * Publishes at most ten messages of together 256 KB, and resolves to a result for each, in order.
 * Rejects when SNS cannot be reached.
 */
export type PublishBatch = (
  topicArn: string,
  messages: readonly TopicMessage[],
) => Promise<readonly PublishResult[]>;

/**
 * Gathers messages into batches and publishes them; retries with growing pauses until it succeeds.
 */
export interface EventPublisher
  extends Pick<PublishingCounts, 'published' | 'publishedBytes' | 'failedAttempts'> {
  /** Accepts a message, and retries until SNS has accepted it. */
  readonly publish: (topicArn: string, message: TopicMessage, onPublished: () => void) => void;
  /** Number of accepted messages that are not published yet. */
  readonly waiting: () => number;
  readonly close: () => void;
}

interface Waiting extends TopicMessage {
  readonly topicArn: string;
  readonly attempts: number;
  readonly onPublished: () => void;
}

const maxBatch = 10;
const maxBatchBytes = 240_000;
const maxInFlight = 8;
const gatherMs = 25;
/** Exponential back-off after SNS refused an event. */
const backOff: BackOff = { firstMs: 100, lastMs: 5_000 };

export const createEventPublisher = (publishBatch: PublishBatch): EventPublisher => {
  const queues = new Map<string, Waiting[]>();
  const timers = createTimers();
  const counts = createPublishingCounts();
  let inFlight = 0;
  let waiting = 0;

  const enqueue = (item: Waiting): void => {
    const queue = queues.get(item.topicArn) ?? [];
    queues.set(item.topicArn, queue);
    queue.push(item);
    if (queue.length === 1) timers.after(gatherMs, pump);
    else if (queue.length >= maxBatch) pump();
  };

  const settle = (item: Waiting, result: PublishResult): void => {
    if (result === 'published') {
      counts.addPublished(item.topicArn, Buffer.byteLength(item.message));
      waiting -= 1;
      item.onPublished();
      return;
    }
    counts.addFailedAttempt();
    const attempts = item.attempts + 1;
    timers.after(backOffMs(backOff, attempts), () => enqueue({ ...item, attempts }));
  };

  const send = async (topicArn: string, batch: readonly Waiting[]): Promise<void> => {
    inFlight += 1;
    const results = await publishBatch(topicArn, batch).catch((): readonly PublishResult[] => []);
    inFlight -= 1;
    for (const [index, item] of batch.entries()) settle(item, results[index] ?? 'failed');
    pump();
  };

  function pump(): void {
    if (timers.isClosed()) return;
    for (const [topicArn, queue] of queues) {
      while (queue.length > 0 && inFlight < maxInFlight) void send(topicArn, takeBatch(queue));
    }
  }

  const publish: EventPublisher['publish'] = (topicArn, message, onPublished) => {
    waiting += 1;
    enqueue({ ...message, topicArn, attempts: 0, onPublished });
  };

  const { published, publishedBytes, failedAttempts } = counts;
  return {
    publish,
    published,
    publishedBytes,
    failedAttempts,
    waiting: () => waiting,
    close: timers.close,
  };
};

/** Removes the next batch of one topic from its queue. */
const takeBatch = (queue: Waiting[]): readonly Waiting[] => {
  let bytes = 0;
  const count = queue.findIndex((item, index) => {
    bytes += Buffer.byteLength(item.message);
    return index === maxBatch || (index > 0 && bytes > maxBatchBytes);
  });
  return queue.splice(0, count === -1 ? queue.length : count);
};
