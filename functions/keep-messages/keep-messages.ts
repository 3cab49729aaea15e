import type { LyingMessage } from '../../shared/retention/lying-message.ts';
import type { KeepPorts, RetainedQueue, SourceQueue } from '../../shared/retention/ports.ts';
import { storeFailureOf } from '../../shared/system/store-failure.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { crowd, isDailyLook, isDue } from './is-due.ts';
import { renewedAttributes } from './renewed-copy.ts';
import { unrenewableDeadLetter } from './unrenewable-dead-letter.ts';
import { type Walked, walkQueue } from './walk-queue.ts';

/** For showing what the walks have hidden, for counting, and for the answer; ms. */
const reserveMs = 10_000;
/** Of a queue that is read all the same, so that its mail does not wait for the walk. */
const mostLeftOfRead = 1_000;

/** Walks one queue for as long as it has time; undefined when there is no need to. */
type KeepQueue = (hasTime: () => boolean) => Promise<Walked | undefined>;

const keepLettersOf =
  (ports: KeepPorts, queue: RetainedQueue): KeepQueue =>
  async (hasTime) => {
    const nowMs = ports.clock.now();
    const isCrowded = (await queue.size()) > crowd;
    if (!isCrowded && !isDailyLook(nowMs)) return undefined;
    return walkQueue(queue, {
      hasTime,
      mostLeft: crowd,
      isDue: (message) => isDue(message, { nowMs, isCrowded, countsReceives: false }),
      // A crash in between leaves it at both places: the next run writes the same object again.
      save: async ({ receiptHandle, receives, ...letter }) => {
        await ports.keepLetter({ ...letter, queue: queue.name });
        await queue.remove(receiptHandle);
        ports.count({ name: 'Kept', value: 1 });
      },
    });
  };

/** Puts a copy on the queue; @returns false when SQS takes none. */
const putAgain = async (queue: SourceQueue, message: LyingMessage): Promise<boolean> => {
  const attributes = renewedAttributes(message);
  if (attributes === undefined) return false;
  try {
    await queue.putAgain(message.body, attributes);
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
      // A crash in between leaves two copies of one first id, which the reader of the queue handles
      // once.
      save: async (message) => {
        const isRenewed = await putAgain(queue, message);
        if (!isRenewed) await ports.keepLetter(unrenewableDeadLetter(queue, message));
        await queue.remove(message.receiptHandle);
        ports.count({ name: isRenewed ? 'Renewed' : 'Kept', value: 1 });
      },
    });
  };

const tell = (log: Log, name: string, { saved, failures, isWhole }: Walked): void => {
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

/** A gauge that is written is billed, so none says that there are none. */
const tellKept = async ({ countKept, gauge }: KeepPorts): Promise<void> => {
  const value = await countKept();
  if (value > 0) gauge({ name: 'KeptLetters', value });
};

/**
 * Saves what lies on queues for long from SQS, which deletes every message 14 days after it came:
 * dead letters go into the bucket; what nobody reads, or not soon, is put on its queue anew. Every
 * queue is looked at once a day, a crowded one in each run.
 *
 * A queue that cannot be dealt with stops no other. Each gets an equal share of the time that is
 * left.
 *
 * @throws when something that is due could not be saved; the next run tries again
 */
export const keepMessages = async (ports: KeepPorts, remainingMs: () => number): Promise<void> => {
  const queues = [
    ...ports.letterQueues.map((queue) => [queue.name, keepLettersOf(ports, queue)] as const),
    ...ports.sourceQueues.map((queue) => [queue.name, renewMailOf(ports, queue)] as const),
  ];
  let failed = 0;
  for (const [index, [name, keep]] of queues.entries()) {
    const untilMs = remainingMs() - (remainingMs() - reserveMs) / (queues.length - index);
    const walked = await keep(() => remainingMs() > untilMs).catch(
      (error: unknown): Walked => ({ saved: 0, failures: [error], isWhole: false }),
    );
    if (walked === undefined) continue;
    tell(ports.log, name, walked);
    if (walked.failures.length === 0) continue;
    failed += 1;
    ports.count({ name: 'Unkept', value: walked.failures.length });
  }
  if (isDailyLook(ports.clock.now())) await tellKept(ports);
  if (failed > 0)
    throw new Error(
      `${failed} of ${queues.length} queues hold messages that could not be saved; the log names them.`,
    );
};
