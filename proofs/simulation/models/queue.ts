import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import { createMessageShelf, type MessageShelf, type QueuedMessage } from './message-shelf.ts';

export interface QueueOptions {
  readonly name: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly visibilityMs: number;
  /** Receives after which a message goes to the dead letters at the next receive. */
  readonly maxReceives: number;
  readonly onDead: (message: QueuedMessage) => void;
  /** Retention time, from when a message came on its first queue; ms, default for ever. */
  readonly retentionMs?: number;
  /** Probability that a received message is also received by another reader. */
  readonly duplicates: () => number;
  /**
   * Message group: the queue is fair among the groups. Default: none, and each message stands on its
   * own.
   */
  readonly groupOf?: (message: QueuedMessage) => string;
}

/** A standard queue: at-least-once delivery in any order; received messages are hidden. */
export interface Queue {
  readonly name: string;
  readonly send: (
    body: string,
    attributes?: Readonly<Record<string, string>>,
    delayMs?: number,
  ) => QueuedMessage;
  /**
   * Takes over a message from a queue that gave it up. It keeps its id, its attributes and its
   * arrival time there, so moving it wins no time.
   *
   * @see
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  readonly takeOver: (message: QueuedMessage) => void;
  /**
   * Receives messages.
   *
   * @param hiddenMs - visibility timeout; default that of the queue
   */
  readonly receive: (most: number, hiddenMs?: number) => readonly QueuedMessage[];
  readonly remove: (receipt: string) => void;
  /** Sets the visibility timeout from now; at most 12 hours after the receive. */
  readonly changeVisibility: (receipt: string, ms: number) => void;
  /** Number of visible messages. */
  readonly waiting: () => number;
  /** All messages, hidden ones included. */
  readonly messages: () => Iterable<QueuedMessage>;
  readonly size: () => number;
  /** Adds a listener for messages that become visible. */
  readonly onVisible: (listener: () => void) => void;
}

/**
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
const longestVisibilityMs = 43_200_000;

/**
 * Retention time as in infra/queues.yml, SQS's longest: from when a message came, whatever becomes
 * of it; ms.
 */
export const longestRetentionMs = 14 * 86_400_000;

export const createQueue = (options: QueueOptions): Queue => {
  const { name, timeline, retentionMs } = options;
  let listeners: readonly (() => void)[] = [];
  const onVisible = (): void => {
    for (const listener of listeners) listener();
  };
  const shelf = createMessageShelf({ timeline, retentionMs, onVisible });
  return {
    name,
    send: sender(options, shelf),
    takeOver: (message) => shelf.lay(takenOver(message, timeline.now())),
    receive: receiver(options, shelf),
    remove: (receipt) => {
      const message = shelf.ofReceipt(receipt);
      if (message !== undefined) shelf.forget(message);
      shelf.receipts.delete(receipt);
    },
    changeVisibility: (receipt, ms) => {
      const message = shelf.ofReceipt(receipt);
      if (message === undefined || shelf.visible.has(message.id)) return;
      const latestMs = message.receivedMs + longestVisibilityMs;
      shelf.hide({ ...message, visibleAtMs: Math.min(timeline.now() + ms, latestMs) });
    },
    waiting: () => shelf.visible.size,
    messages: () => shelf.messages.values(),
    size: () => shelf.messages.size,
    onVisible: (listener) => {
      listeners = [...listeners, listener];
    },
  };
};

/** A message as it was on its first queue, without receives here. */
const takenOver = (message: QueuedMessage, nowMs: number): QueuedMessage => ({
  ...message,
  receiveCount: 0,
  receipt: '',
  receivedMs: 0,
  visibleAtMs: nowMs,
});

/** Sends messages to a queue, each under a new id. */
const sender = ({ name, timeline, dice }: QueueOptions, { lay }: MessageShelf): Queue['send'] => {
  let sent = 0;
  return (body, attributes = {}, delayMs = 0) => {
    sent += 1;
    const nowMs = timeline.now();
    const visibleAtMs = nowMs + dice.between(1, 20) + delayMs;
    const id = `${name}-${sent}`;
    const isNew = { receiveCount: 0, receipt: '', receivedMs: 0 };
    const message = { id, body, attributes, sentMs: nowMs, ...isNew, visibleAtMs };
    lay(message);
    return message;
  };
};

/**
 * Visible messages in the queue's order, sometimes with one left out, because a standard queue
 * promises no order.
 */
const nextVisible = (visible: ReadonlySet<string>, most: number, dice: Dice): readonly string[] => {
  const ids: string[] = [];
  const skips = visible.size > 1;
  for (const id of visible) {
    if (ids.length === most) break;
    if (!skips || !dice.chance(0.1)) ids.push(id);
  }
  return ids;
};

/**
 * Visible messages in turn from each group, so that the backlog of one does not delay those of the
 * others.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
const nextInTurn = (
  { messages, visible }: MessageShelf,
  most: number,
  groupOf: (message: QueuedMessage) => string,
): readonly string[] => {
  const found = [...visible].flatMap((id) => messages.get(id) ?? []);
  const groups = [...Map.groupBy(found, groupOf).values()];
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  const ids: string[] = [];
  for (let place = 0; place < longest && ids.length < most; place += 1)
    ids.push(...groups.flatMap((group) => group[place]?.id ?? []));
  return ids.slice(0, most);
};

/** Receives messages: hides them for a time, and gives them up after too many receives. */
const receiver = (options: QueueOptions, shelf: MessageShelf): Queue['receive'] => {
  const { timeline, dice, visibilityMs, maxReceives, onDead, duplicates, groupOf } = options;
  let received = 0;

  const take = (message: QueuedMessage, hiddenMs: number): QueuedMessage => {
    received += 1;
    const nowMs = timeline.now();
    const isTwice = dice.chance(duplicates());
    const taken = {
      ...message,
      receiveCount: message.receiveCount + 1,
      receipt: `${message.id}/${received}`,
      receivedMs: nowMs,
      visibleAtMs: nowMs + (isTwice ? dice.between(0, 5_000) : hiddenMs),
    };
    shelf.receipts.set(taken.receipt, message.id);
    shelf.hide(taken);
    return taken;
  };

  const next = (most: number): readonly string[] =>
    groupOf === undefined
      ? nextVisible(shelf.visible, most, dice)
      : nextInTurn(shelf, most, groupOf);

  return (most, hiddenMs = visibilityMs) =>
    next(most).flatMap((id) => {
      const message = shelf.messages.get(id);
      if (message === undefined) return [];
      if (message.receiveCount < maxReceives) return [take(message, hiddenMs)];
      shelf.forget(message);
      onDead(message);
      return [];
    });
};
