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

/** What a queue holds: some of it can be received, the rest is hidden for a time. */
export interface MessageShelf {
  readonly messages: ReadonlyMap<string, QueuedMessage>;
  /** Ids of messages that can be received, in the order in which they became visible. */
  readonly visible: ReadonlySet<string>;
  /** A message comes, and is kept for the retention time. */
  readonly lay: (message: QueuedMessage) => void;
  /** Takes the place of the message with this id, hidden until its time. */
  readonly hide: (message: QueuedMessage) => void;
  readonly forget: (message: QueuedMessage) => void;
  /** A receipt of an earlier receive may still name the message, as with SQS's standard queues. */
  readonly ofReceipt: (receipt: string) => QueuedMessage | undefined;
  readonly receipts: Map<string, string>;
}

export interface MessageShelfOptions {
  readonly timeline: Timeline;
  /** How long a message is kept, from when it was sent; for ever where it is undefined. */
  readonly retentionMs: number | undefined;
  /** Called when a message can be received. */
  readonly onVisible: () => void;
}

export const createMessageShelf = ({
  timeline,
  retentionMs,
  onVisible,
}: MessageShelfOptions): MessageShelf => {
  const messages = new Map<string, QueuedMessage>();
  const visible = new Set<string>();
  /** Ids by receipt. */
  const receipts = new Map<string, string>();

  const hide = (message: QueuedMessage): void => {
    messages.set(message.id, message);
    visible.delete(message.id);
    timeline.at(message.visibleAtMs, () => {
      // Meanwhile it may have been removed, or hidden for another time.
      if (messages.get(message.id)?.visibleAtMs !== message.visibleAtMs) return;
      visible.add(message.id);
      onVisible();
    });
  };

  const forget = (message: QueuedMessage): void => {
    messages.delete(message.id);
    visible.delete(message.id);
    receipts.delete(message.receipt);
  };

  const lay = (message: QueuedMessage): void => {
    hide(message);
    if (retentionMs === undefined) return;
    timeline.at(message.sentMs + retentionMs, () => {
      const kept = messages.get(message.id);
      if (kept !== undefined) forget(kept);
    });
  };

  const ofReceipt = (receipt: string) => messages.get(receipts.get(receipt) ?? '');
  return { messages, visible, lay, hide, forget, ofReceipt, receipts };
};
