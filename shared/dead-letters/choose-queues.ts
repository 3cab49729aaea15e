import type { DeadLetterQueue } from './walk-dead-letters.ts';

/** No dead-letter queue is called so; the message names those there are. */
export class UnknownQueueError extends Error {
  override readonly name = 'UnknownQueueError';
}

/**
 * The queues that are meant: all, or those of that name, which are two where the bucket keeps
 * letters of it, too.
 *
 * @throws UnknownQueueError when none is called so
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
