import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';

/** A message as SQS keeps it. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly sentMs: number;
  readonly receiveCount: number;
  /** Of the last receive; an older one is worth nothing any more. */
  readonly receipt: string;
  /** Epoch milliseconds of the last receive. */
  readonly receivedMs: number;
  /** Hidden until then; epoch milliseconds. */
  readonly visibleAtMs: number;
}

export interface QueueOptions {
  readonly name: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly visibilityMs: number;
  /** A message that was received so often goes to the dead letters at the next receive. */
  readonly maxReceives: number;
  readonly onDead: (message: QueuedMessage) => void;
  /**
   * How long a message is kept, from when it came on its first queue; for ever where it is left
   * out.
   */
  readonly retentionMs?: number;
  /** Probability that a received message is received once more by somebody else. */
  readonly duplicates: () => number;
}

/** A standard queue: at least once, in any order, hidden while it is being worked on. */
export interface Queue {
  readonly name: string;
  readonly send: (
    body: string,
    attributes?: Readonly<Record<string, string>>,
    delayMs?: number,
  ) => QueuedMessage;
  /**
   * Takes over a message that another queue gave up: it keeps id, attributes and the time at which
   * it came there, so moving it wins no time.
   *
   * @see
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  readonly takeOver: (message: QueuedMessage) => void;
  /** @param hiddenMs - the queue's own visibility timeout where it is left out */
  readonly receive: (most: number, hiddenMs?: number) => readonly QueuedMessage[];
  readonly remove: (receipt: string) => void;
  /** From now; at most 12 hours from the receive. */
  readonly changeVisibility: (receipt: string, ms: number) => void;
  /** Messages that could be received now. */
  readonly waiting: () => number;
  /** All that it holds. */
  readonly messages: () => Iterable<QueuedMessage>;
  readonly size: () => number;
  /** Called when a message can be received. */
  readonly onVisible: (listener: () => void) => void;
}

/**
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
const longestVisibilityMs = 43_200_000;

/**
 * As infra/queues.yml sets it, the most SQS keeps: from when a message came, whatever becomes of
 * it.
 */
export const longestRetentionMs = 14 * 86_400_000;

export const createQueue = ({
  name,
  timeline,
  dice,
  visibilityMs,
  maxReceives,
  onDead,
  duplicates,
  retentionMs,
}: QueueOptions): Queue => {
  const messages = new Map<string, QueuedMessage>();
  const visible = new Set<string>();
  const idOfReceipt = new Map<string, string>();
  let listeners: readonly (() => void)[] = [];
  let sent = 0;
  let received = 0;

  const hide = (message: QueuedMessage): void => {
    messages.set(message.id, message);
    visible.delete(message.id);
    timeline.at(message.visibleAtMs, () => {
      // Meanwhile it may have been removed, or hidden for another time.
      if (messages.get(message.id)?.visibleAtMs !== message.visibleAtMs) return;
      visible.add(message.id);
      for (const listener of listeners) listener();
    });
  };

  const send: Queue['send'] = (body, attributes = {}, delayMs = 0) => {
    sent += 1;
    const nowMs = timeline.now();
    const arrivesMs = nowMs + dice.between(1, 20) + delayMs;
    const id = `${name}-${sent}`;
    const message = {
      id,
      body,
      attributes,
      sentMs: nowMs,
      receiveCount: 0,
      receipt: '',
      receivedMs: 0,
      visibleAtMs: arrivesMs,
    };
    lie(message);
    return message;
  };

  const lie = (message: QueuedMessage): void => {
    hide(message);
    if (retentionMs === undefined) return;
    timeline.at(message.sentMs + retentionMs, () => {
      const kept = messages.get(message.id);
      if (kept !== undefined) forget(kept);
    });
  };

  const takeOver: Queue['takeOver'] = (message) =>
    lie({ ...message, receiveCount: 0, receipt: '', receivedMs: 0, visibleAtMs: timeline.now() });

  const forget = (message: QueuedMessage): void => {
    messages.delete(message.id);
    visible.delete(message.id);
    idOfReceipt.delete(message.receipt);
  };

  /**
   * In the order of the queue, now and then with one left out: a standard queue promises no order.
   */
  const nextVisible = (most: number): readonly string[] => {
    const ids: string[] = [];
    const skips = visible.size > 1;
    for (const id of visible) {
      if (ids.length === most) break;
      if (!skips || !dice.chance(0.1)) ids.push(id);
    }
    return ids;
  };

  const receive: Queue['receive'] = (most, hiddenMs = visibilityMs) =>
    nextVisible(most).flatMap((id) => {
      const message = messages.get(id);
      if (message === undefined) return [];
      if (message.receiveCount >= maxReceives) {
        forget(message);
        onDead(message);
        return [];
      }
      received += 1;
      const nowMs = timeline.now();
      const taken = {
        ...message,
        receiveCount: message.receiveCount + 1,
        receipt: `${id}/${received}`,
        receivedMs: nowMs,
        visibleAtMs: dice.chance(duplicates()) ? nowMs + dice.between(0, 5_000) : nowMs + hiddenMs,
      };
      idOfReceipt.set(taken.receipt, id);
      hide(taken);
      return [taken];
    });

  /**
   * A receipt of an earlier receive may still remove the message, as with SQS's standard queues.
   */
  const messageOf = (receipt: string): QueuedMessage | undefined =>
    messages.get(idOfReceipt.get(receipt) ?? '');

  return {
    name,
    send,
    takeOver,
    receive,
    remove: (receipt) => {
      const message = messageOf(receipt);
      if (message !== undefined) forget(message);
      idOfReceipt.delete(receipt);
    },
    changeVisibility: (receipt, ms) => {
      const message = messageOf(receipt);
      if (message === undefined || visible.has(message.id)) return;
      hide({
        ...message,
        visibleAtMs: Math.min(timeline.now() + ms, message.receivedMs + longestVisibilityMs),
      });
    },
    waiting: () => visible.size,
    messages: () => messages.values(),
    size: () => messages.size,
    onVisible: (listener) => {
      listeners = [...listeners, listener];
    },
  };
};
