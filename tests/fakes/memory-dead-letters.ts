import type { DeadLetter } from '../../shared/dead-letters/dead-letter.ts';
import type { DeadLetterQueue } from '../../shared/dead-letters/walk-dead-letters.ts';

/** A dead letter as the sender makes one; everything may be changed. */
export const deadLetterOf = (changes: Partial<DeadLetter> = {}): DeadLetter => ({
  queue: 'dead-letters',
  sqsMessageId: 'dead-1',
  body: JSON.stringify({
    messageId: 'order-1',
    from: 'shop@example.com',
    to: ['jane@example.org'],
    subject: 'Hi',
    text: 'Hello',
  }),
  attributes: {
    reasons: '["MessageRejected: not verified"]',
    reasonCount: '1',
    queue: 'ses-pipeline-dev-transactional',
    sqsMessageId: 'first-1',
  },
  sourceArn: undefined,
  sentAtMs: Date.UTC(2026, 10, 21),
  ...changes,
});

/** A dead-letter queue in memory: what is taken is hidden until it is put down. */
export const memoryDeadLetters = (
  name: string,
  deadLetters: readonly DeadLetter[],
  options: { readonly batch?: number } = {},
) => {
  const lying = new Map(deadLetters.map((deadLetter) => [deadLetter.sqsMessageId, deadLetter]));
  const hidden = new Set<string>();
  let takes = 0;
  const queue: DeadLetterQueue = {
    name,
    take: async () => {
      takes += 1;
      const taken = [...lying.values()]
        .filter(({ sqsMessageId }) => !hidden.has(sqsMessageId))
        .slice(0, options.batch ?? 10);
      for (const { sqsMessageId } of taken) hidden.add(sqsMessageId);
      return taken.map((deadLetter) => ({ deadLetter, receiptHandle: deadLetter.sqsMessageId }));
    },
    putDown: async (handles) => {
      for (const handle of handles) hidden.delete(handle);
    },
    remove: async (handle) => {
      lying.delete(handle);
      hidden.delete(handle);
    },
  };
  return {
    queue,
    hidden,
    lying,
    takes: () => takes,
    /** As when the time in hiding of all that was taken is over. */
    showAll: () => hidden.clear(),
    add: (deadLetter: DeadLetter) => lying.set(deadLetter.sqsMessageId, deadLetter),
  };
};
