import type { LetterQueue } from './walk-letters.ts';

/** No dead-letter queue is called so; the message names those there are. */
export class UnknownQueueError extends Error {
  override readonly name = 'UnknownQueueError';
}

/**
 * The queues that are meant: all, or one by its name, whole or without service and stage. Of
 * several whose names end alike it is the shortest: `dead-letters` is that of mail.
 *
 * @throws UnknownQueueError when none is called so
 */
export const chooseQueues = (
  queues: readonly LetterQueue[],
  name: string | undefined,
): readonly LetterQueue[] => {
  if (name === undefined) return queues;
  const [chosen] = queues
    .filter((queue) => queue.name === name || queue.name.endsWith(`-${name}`))
    .toSorted((one, other) => one.name.length - other.name.length);
  if (chosen === undefined)
    throw new UnknownQueueError(
      `There is no dead-letter queue of that name. There are: ${queues.map((queue) => queue.name).join(', ')}.`,
    );
  return [chosen];
};
