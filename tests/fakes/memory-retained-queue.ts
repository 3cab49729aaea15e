import type { LyingMessage, MessageAttribute } from '../../shared/retention/lying-message.ts';
import type { SourceQueue } from '../../shared/retention/ports.ts';

/** A message as it lies on a queue; everything may be changed. */
export const lyingOf = (changes: Partial<LyingMessage> = {}): LyingMessage => ({
  sqsMessageId: 'one',
  body: '{"messageId":"order-1"}',
  attributes: {},
  sourceArn: undefined,
  sentAtMs: 0,
  receives: 0,
  receiptHandle: changes.sqsMessageId ?? 'one',
  ...changes,
});

/** A copy that was put on a queue anew. */
export interface PutCopy {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly group?: string | undefined;
}

/** A queue in memory: what is received is hidden until it is shown; copies stay hidden. */
export const memoryRetainedQueue = (
  messages: readonly LyingMessage[],
  changes: Partial<SourceQueue> = {},
) => {
  const lying = new Map(messages.map((message) => [message.receiptHandle, message]));
  const hidden = new Set<string>();
  const copies: PutCopy[] = [];
  let receives = 0;
  const queue: SourceQueue = {
    name: 'bulk',
    origin: 'bulk',
    arn: 'arn:aws:sqs:eu-west-1:111122223333:p-dev-bulk',
    size: async () => lying.size,
    isRead: async () => false,
    receive: async () => {
      receives += 1;
      const taken = [...lying.values()]
        .filter(({ receiptHandle }) => !hidden.has(receiptHandle))
        .slice(0, 10);
      return taken.map((message) => {
        hidden.add(message.receiptHandle);
        const seen = { ...message, receives: message.receives + 1 };
        lying.set(message.receiptHandle, seen);
        return seen;
      });
    },
    remove: async (receiptHandle) => void lying.delete(receiptHandle),
    show: async (handles) => {
      for (const handle of handles) hidden.delete(handle);
    },
    putAgain: async (body, attributes, group) =>
      void copies.push({ body, attributes, ...(group === undefined ? {} : { group }) }),
    ...changes,
  };
  return { queue, lying, hidden, copies, receives: () => receives };
};
