import type { Timeline } from '../world/timeline.ts';

/** A message stored by SQS. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly sentMs: number;
  readonly receiveCount: number;
  /** Receipt handle of the last receive; older ones are void. */
  readonly receipt: string;
  /** Epoch milliseconds of the last receive. */
  readonly receivedMs: number;
  /** Hidden until then; epoch milliseconds. */
  readonly visibleAtMs: number;
}

/** Messages of a queue: some are visible, the others are hidden for a time. */
export interface MessageShelf {
  readonly messages: ReadonlyMap<string, QueuedMessage>;
  /** Ids of visible messages, in the order in which they became visible. */
  readonly visible: ReadonlySet<string>;
  /** Adds a message, which is kept for the retention time. */
  readonly lay: (message: QueuedMessage) => void;
  /** Replaces the message with this id, hidden until its time. */
  readonly hide: (message: QueuedMessage) => void;
  readonly forget: (message: QueuedMessage) => void;
  /**
   * Finds a message by its receipt; that of an earlier receive may still work, as with SQS's
   * standard queues.
   */
  readonly ofReceipt: (receipt: string) => QueuedMessage | undefined;
  readonly receipts: Map<string, string>;
}

export interface MessageShelfOptions {
  readonly timeline: Timeline;
  /** Retention time, from when a message was sent; ms, undefined for ever. */
  readonly retentionMs: number | undefined;
  /** Called when a message becomes visible. */
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
      // It may have been removed or hidden again meanwhile.
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
