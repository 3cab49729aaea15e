import type { LyingMessage } from '../../shared/retention/lying-message.ts';
import type { KeepPorts, RetainedQueue, SourceQueue } from '../../shared/retention/ports.ts';
import { storeFailureOf } from '../../shared/system/store-failure.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { crowd, isDailyLook, isDue } from './is-due.ts';
import { renewedAttributes } from './renewed-copy.ts';
import { unrenewableDeadLetter } from './unrenewable-dead-letter.ts';
import { type Walked, walkQueue } from './walk-queue.ts';

/** Time reserved at the end for showing hidden messages again, counting and answering; ms. */
const reserveMs = 10_000;
/**
 * Most messages that a walk leaves hidden on a queue that the sender reads too, so that its mail is
 * not kept waiting.
 */
const mostLeftOfRead = 1_000;

/** Walks one queue while there is time. Resolves to undefined when the queue needs no walk. */
type KeepQueue = (hasTime: () => boolean) => Promise<Walked | undefined>;

/**
 * Saves old messages before SQS deletes them, 14 days after they came. Dead letters are moved to
 * the bucket. Mail on a queue that nobody reads, or that is too long to be read in time, is
 * renewed: a copy is put on the same queue. Every queue is walked once a day, a crowded one in each
 * run.
 *
 * A queue that fails stops no other: each gets an equal share of the time that is left.
 *
 * @throws when a message that was due could not be saved; the next run tries again
 */
export const keepMessages = async (ports: KeepPorts, remainingMs: () => number): Promise<void> => {
  const queues = [
    ...ports.deadLetterQueues.map(
      (queue) => [queue.name, keepDeadLettersOf(ports, queue)] as const,
    ),
    ...ports.sourceQueues.map((queue) => [queue.name, renewMailOf(ports, queue)] as const),
  ];
  let failed = 0;
  for (const [index, [name, keep]] of queues.entries()) {
    const untilMs = remainingMs() - (remainingMs() - reserveMs) / (queues.length - index);
    const walked = await keep(() => remainingMs() > untilMs).catch(
      (error: unknown): Walked => ({ saved: 0, failures: [error], isWhole: false }),
    );
    if (walked === undefined) continue;
    logWalk(ports.log, name, walked);
    if (walked.failures.length === 0) continue;
    failed += 1;
    ports.count({ name: 'Unkept', value: walked.failures.length });
  }
  if (isDailyLook(ports.clock.now())) await publishKept(ports);
  if (failed > 0)
    throw new Error(
      `${failed} of ${queues.length} queues hold messages that could not be saved; the log names them.`,
    );
};

const keepDeadLettersOf =
  (ports: KeepPorts, queue: RetainedQueue): KeepQueue =>
  async (hasTime) => {
    const nowMs = ports.clock.now();
    const isCrowded = (await queue.size()) > crowd;
    if (!isCrowded && !isDailyLook(nowMs)) return undefined;
    return walkQueue(queue, {
      hasTime,
      mostLeft: crowd,
      isDue: (message) => isDue(message, { nowMs, isCrowded, countsReceives: false }),
      // After a crash in between, the dead letter lies in both places, and the next run writes the
      // same object again.
      save: async ({ receiptHandle, receives, ...deadLetter }) => {
        await ports.keepDeadLetter({ ...deadLetter, queue: queue.name });
        await queue.remove(receiptHandle);
        ports.count({ name: 'Kept', value: 1 });
      },
    });
  };

/** Puts a copy on the queue. @returns false when SQS refuses this message for good */
const putAgain = async (queue: SourceQueue, message: LyingMessage): Promise<boolean> => {
  const attributes = renewedAttributes(message);
  if (attributes === undefined) return false;
  try {
    await queue.putAgain(message.body, attributes, message.group);
    return true;
  } catch (error) {
    if (storeFailureOf(error).kind === 'message') return false;
    throw error;
  }
};

const renewMailOf =
  (ports: KeepPorts, queue: SourceQueue): KeepQueue =>
  async (hasTime) => {
    const nowMs = ports.clock.now();
    const isCrowded = (await queue.size()) > crowd;
    if (!isCrowded && !isDailyLook(nowMs)) return undefined;
    const isRead = await queue.isRead();
    if (isRead && !isCrowded) return undefined;
    return walkQueue(queue, {
      hasTime,
      mostLeft: isRead ? mostLeftOfRead : crowd,
      isDue: (message) => isDue(message, { nowMs, isCrowded, countsReceives: true }),
      // After a crash in between, two copies with the same first id are on the queue. The sender
      // handles them as one message.
      save: async (message) => {
        const isRenewed = await putAgain(queue, message);
        if (!isRenewed) await ports.keepDeadLetter(unrenewableDeadLetter(queue, message));
        await queue.remove(message.receiptHandle);
        ports.count({ name: isRenewed ? 'Renewed' : 'Kept', value: 1 });
      },
    });
  };

/** Logs what came of a walk. */
const logWalk = (log: Log, name: string, { saved, failures, isWhole }: Walked): void => {
  const [first] = failures;
  if (first !== undefined)
    log('error', 'Messages of a queue could not be saved from being deleted by SQS.', {
      queue: name,
      failures: failures.length,
      cause: storeFailureOf(first).code,
    });
  else if (!isWhole)
    log('warn', 'A queue was not seen whole; the next run goes on.', { queue: name });
  if (saved > 0)
    log('info', 'Messages are saved from being deleted by SQS.', { queue: name, saved });
};

/**
 * Publishes how many dead letters the bucket holds. Each gauge is billed, so there is none for 0.
 */
const publishKept = async ({ countKept, gauge }: KeepPorts): Promise<void> => {
  const value = await countKept();
  if (value > 0) gauge({ name: 'KeptLetters', value });
};
