import type { LyingMessage } from '../../shared/retention/lying-message.ts';
import type { RetainedQueue } from '../../shared/retention/ports.ts';

/** How a queue is gone through. */
export interface Walk {
  readonly isDue: (message: LyingMessage) => boolean;
  /** Saves a message that is due, and removes it. */
  readonly save: (message: LyingMessage) => Promise<void>;
  /** Messages that are left alone and stay hidden meanwhile; with more of them the walk ends. */
  readonly mostLeft: number;
  readonly hasTime: () => boolean;
}

/** What came of a walk. */
export interface Walked {
  readonly saved: number;
  /** Why messages that are due still lie there, or the queue could not be read. */
  readonly failures: readonly unknown[];
  /** Whether all of the queue was seen, as far as SQS shows it. */
  readonly isWhole: boolean;
}

/** Requests to one queue that are under way at once. */
const workers = 8;

/**
 * A single message may fail; where several do, all would, and each copy of one that cannot be
 * removed is one too many.
 */
const mostFailures = 10;

/** Goes through a queue as far as the bounds allow; what is left is shown again at the end. */
export const walkQueue = async (queue: RetainedQueue, walk: Walk): Promise<Walked> => {
  const left: string[] = [];
  const failures: unknown[] = [];
  let saved = 0;
  let isEmpty = false;
  let isBroken = false;

  const save = async (message: LyingMessage): Promise<void> => {
    try {
      await walk.save(message);
      saved += 1;
    } catch (error) {
      failures.push(error);
      left.push(message.receiptHandle);
    }
  };
  const goesOn = (): boolean =>
    !isEmpty &&
    !isBroken &&
    failures.length < mostFailures &&
    left.length < walk.mostLeft &&
    walk.hasTime();
  const work = async (): Promise<void> => {
    while (goesOn()) {
      const taken = await queue.receive();
      if (taken.length === 0) isEmpty = true;
      for (const message of taken) if (!walk.isDue(message)) left.push(message.receiptHandle);
      await Promise.all(taken.filter(walk.isDue).map(save));
    }
  };
  const stopOn = (error: unknown): void => {
    isBroken = true;
    failures.push(error);
  };
  await Promise.all(Array.from({ length: workers }, () => work().catch(stopOn)));
  await queue.show(left);
  return { saved, failures, isWhole: isEmpty };
};
