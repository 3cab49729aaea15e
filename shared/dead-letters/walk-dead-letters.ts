import type { Clock } from '../system/ports.ts';
import type { DeadLetter } from './dead-letter.ts';

/** A dead letter that was received and is hidden for its visibility timeout. */
export interface TakenDeadLetter {
  readonly deadLetter: DeadLetter;
  /** Receipt handle of this receive. */
  readonly receiptHandle: string;
}

/** One of the pipeline's dead-letter queues, or the dead letters of one that the bucket keeps. */
export interface DeadLetterQueue {
  /** Name of the queue, as {@link DeadLetter.queue}. */
  readonly name: string;
  /**
   * Receives up to 10 dead letters and hides them for a while; an empty list when there are no
   * more.
   */
  readonly take: () => Promise<readonly TakenDeadLetter[]>;
  /**
   * Makes dead letters visible again. Best effort, because the visibility timeout does so anyway.
   */
  readonly putDown: (receiptHandles: readonly string[]) => Promise<void>;
  readonly remove: (receiptHandle: string) => Promise<void>;
}

/** Whether the dead letter was removed from its queue or left on it. */
export type Treatment = 'removed' | 'left';

/** Consecutive receives without a new dead letter after which the whole queue counts as seen. */
const mostRoundsWithoutNews = 3;

/**
 * Visits all dead letters of a queue once. Dead letters that are left become visible again at the
 * end, also after an error; after a kill, when their visibility timeout ends.
 *
 * @param treat - handles a dead letter, removes it itself if it should go, and says which
 * @param mayGoOn - asked before each receive
 * @returns whether all were visited
 */
export const walkDeadLetters = async (
  queue: DeadLetterQueue,
  treat: (taken: TakenDeadLetter) => Promise<Treatment>,
  mayGoOn: () => boolean = () => true,
): Promise<boolean> => {
  const seen = new Set<string>();
  const hidden = new Set<string>();
  try {
    for (let withoutNews = 0; withoutNews < mostRoundsWithoutNews; ) {
      if (!mayGoOn()) return false;
      const taken = await queue.take();
      if (taken.length === 0) break;
      for (const { receiptHandle } of taken) hidden.add(receiptHandle);
      const news = taken.filter(({ deadLetter }) => !seen.has(deadLetter.sqsMessageId));
      withoutNews = news.length === 0 ? withoutNews + 1 : 0;
      for (const one of news) {
        seen.add(one.deadLetter.sqsMessageId);
        if ((await treat(one)) === 'removed') hidden.delete(one.receiptHandle);
      }
    }
    return true;
  } finally {
    await queue.putDown([...hidden]);
  }
};

/**
 * Rate limiter: each call waits until at most `perSecond` calls pass per second. The first passes
 * at once.
 */
export const paced = (clock: Clock, perSecond: number): (() => Promise<void>) => {
  let nextMs = 0;
  return async () => {
    const atMs = Math.max(clock.now(), nextMs);
    nextMs = atMs + 1000 / perSecond;
    await clock.sleepUntil(atMs);
  };
};
