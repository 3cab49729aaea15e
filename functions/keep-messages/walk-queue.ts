import type { LyingMessage } from '../../shared/retention/lying-message.ts';
import type { RetainedQueue } from '../../shared/retention/ports.ts';

/** How to walk a queue: which messages to save, and within which bounds. */
export interface Walk {
  readonly isDue: (message: LyingMessage) => boolean;
  /** Saves a message that is due, and removes it. */
  readonly save: (message: LyingMessage) => Promise<void>;
  /** Most messages that the walk leaves alone. They stay hidden until it ends. */
  readonly mostLeft: number;
  readonly hasTime: () => boolean;
}

/** Result of a walk. */
export interface Walked {
  readonly saved: number;
  /** Errors that left a due message on the queue, or kept the queue from being read. */
  readonly failures: readonly unknown[];
  /** True when every message that SQS shows was seen. */
  readonly isWhole: boolean;
}

/** Most requests to one queue at a time. */
const workers = 8;

/**
 * Failures after which a walk ends. One message may fail by itself; when several do, all would, and
 * every copy of a message that cannot be removed is one too many.
 */
const mostFailures = 10;

/** Walks a queue as far as the bounds allow. Messages that stay are shown again at the end. */
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
