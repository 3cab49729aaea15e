import type { DeadLetterQueue } from './walk-dead-letters.ts';

/** No dead-letter queue has the given name; the message lists the names that exist. */
export class UnknownQueueError extends Error {
  override readonly name = 'UnknownQueueError';
}

/**
 * The selected queues: all, or those with the given name. There are two of a name when the bucket
 * also keeps dead letters of that queue.
 *
 * @throws UnknownQueueError when none has that name
 */
export const chooseQueues = (
  queues: readonly DeadLetterQueue[],
  name: string | undefined,
): readonly DeadLetterQueue[] => {
  if (name === undefined) return queues;
  const chosen = queues.filter((queue) => queue.name === name);
  if (chosen.length > 0) return chosen;
  const names = [...new Set(queues.map((queue) => queue.name))].join(', ');
  throw new UnknownQueueError(
    `There is no dead-letter queue of that name. There are: ${names === '' ? 'none' : names}.`,
  );
};
