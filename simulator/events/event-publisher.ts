/** One message to a topic. */
export interface TopicMessage {
  readonly subject: string | undefined;
  readonly message: string;
}

/** What became of one message. */
export type PublishResult = 'published' | 'failed' | 'no-such-topic';

/** Publishes at most ten messages, 256 KB in all, and answers for each, in order; rejects when SNS cannot be reached. */
export type PublishBatch = (
  topicArn: string,
  messages: readonly TopicMessage[],
) => Promise<readonly PublishResult[]>;

interface Waiting extends TopicMessage {
  readonly topicArn: string;
  readonly attempts: number;
  readonly onPublished: () => void;
}

export interface EventPublisher {
  /** Takes it on; it is tried until SNS has it. */
  readonly publish: (topicArn: string, message: TopicMessage, onPublished: () => void) => void;
  readonly published: () => number;
  /** Bytes of what was published, by topic. */
  readonly publishedBytes: () => Readonly<Record<string, number>>;
  readonly failedAttempts: () => number;
  /** Taken on and not published yet. */
  readonly waiting: () => number;
  readonly close: () => void;
}

const maxBatch = 10;
const maxBatchBytes = 240_000;
const maxInFlight = 8;
const gatherMs = 25;

/** Takes the next batch of one topic out of the queue. */
const takeBatch = (queue: Waiting[]): readonly Waiting[] => {
  let bytes = 0;
  const count = queue.findIndex((item, index) => {
    bytes += Buffer.byteLength(item.message);
    return index === maxBatch || (index > 0 && bytes > maxBatchBytes);
  });
  return queue.splice(0, count === -1 ? queue.length : count);
};

/** Gathers messages into batches and publishes them, again and again with growing pauses until it succeeds. */
export const createEventPublisher = (publishBatch: PublishBatch): EventPublisher => {
  const queues = new Map<string, Waiting[]>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;
  let inFlight = 0;
  let published = 0;
  const publishedBytes = new Map<string, number>();
  let failedAttempts = 0;
  let waiting = 0;

  const after = (delayMs: number, act: () => void): void => {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs);
    timers.add(timer);
  };

  const enqueue = (item: Waiting): void => {
    const queue = queues.get(item.topicArn) ?? [];
    queues.set(item.topicArn, queue);
    queue.push(item);
    if (queue.length === 1) after(gatherMs, pump);
    else if (queue.length >= maxBatch) pump();
  };

  const settle = (item: Waiting, result: PublishResult): void => {
    if (result === 'published') {
      published += 1;
      publishedBytes.set(
        item.topicArn,
        (publishedBytes.get(item.topicArn) ?? 0) + Buffer.byteLength(item.message),
      );
      waiting -= 1;
      item.onPublished();
      return;
    }
    failedAttempts += 1;
    after(Math.min(5000, 100 * 2 ** item.attempts), () =>
      enqueue({ ...item, attempts: item.attempts + 1 }),
    );
  };

  const send = async (topicArn: string, batch: readonly Waiting[]): Promise<void> => {
    inFlight += 1;
    const results = await publishBatch(topicArn, batch).catch((): readonly PublishResult[] => []);
    inFlight -= 1;
    for (const [index, item] of batch.entries()) settle(item, results[index] ?? 'failed');
    pump();
  };

  function pump(): void {
    if (isClosed) return;
    for (const [topicArn, queue] of queues) {
      while (queue.length > 0 && inFlight < maxInFlight) void send(topicArn, takeBatch(queue));
    }
  }

  return {
    publish: (topicArn, message, onPublished) => {
      waiting += 1;
      enqueue({ ...message, topicArn, attempts: 0, onPublished });
    },
    published: () => published,
    publishedBytes: () => Object.fromEntries(publishedBytes),
    failedAttempts: () => failedAttempts,
    waiting: () => waiting,
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};
