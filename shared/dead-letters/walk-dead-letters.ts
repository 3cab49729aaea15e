import type { Clock } from '../system/ports.ts';
import type { DeadLetter } from './dead-letter.ts';

/** A dead letter that was taken from its queue and is hidden for a while. */
export interface TakenDeadLetter {
  readonly letter: DeadLetter;
  /** Names this receive of it. */
  readonly receiptHandle: string;
}

/** One of the pipeline's dead-letter queues, or what the bucket keeps of one. */
export interface DeadLetterQueue {
  /** As {@link DeadLetter.queue}. */
  readonly name: string;
  /**
   * Takes up to 10 letters and hides them for a while; an empty list when there are no more to see.
   */
  readonly take: () => Promise<readonly TakenDeadLetter[]>;
  /** Shows letters again; best effort, for they come back by themselves. */
  readonly putDown: (receiptHandles: readonly string[]) => Promise<void>;
  readonly remove: (receiptHandle: string) => Promise<void>;
}

/** Whether the walk is done with a letter, or leaves it where it is. */
export type Treatment = 'removed' | 'left';

/** A queue that gives back the same letters only has been seen whole. */
const mostRoundsWithoutNews = 3;

/**
 * Goes through all letters of a queue once. What is left is shown again at the end, also when an
 * error cuts the walk off; when it is killed, the letters come back by themselves.
 *
 * @param treat - says what became of a letter; it removes it itself
 */
export const walkDeadLetters = async (
  queue: DeadLetterQueue,
  treat: (taken: TakenDeadLetter) => Promise<Treatment>,
): Promise<void> => {
  const seen = new Set<string>();
  const hidden = new Set<string>();
  try {
    for (let withoutNews = 0; withoutNews < mostRoundsWithoutNews; ) {
      const taken = await queue.take();
      if (taken.length === 0) break;
      for (const { receiptHandle } of taken) hidden.add(receiptHandle);
      const news = taken.filter(({ letter }) => !seen.has(letter.sqsMessageId));
      withoutNews = news.length === 0 ? withoutNews + 1 : 0;
      for (const one of news) {
        seen.add(one.letter.sqsMessageId);
        if ((await treat(one)) === 'removed') hidden.delete(one.receiptHandle);
      }
    }
  } finally {
    await queue.putDown([...hidden]);
  }
};

/** Waits so that no more than `perSecond` pass; the first passes at once. */
export const paced = (clock: Clock, perSecond: number): (() => Promise<void>) => {
  let nextMs = 0;
  return async () => {
    const atMs = Math.max(clock.now(), nextMs);
    nextMs = atMs + 1000 / perSecond;
    await clock.sleepUntil(atMs);
  };
};
