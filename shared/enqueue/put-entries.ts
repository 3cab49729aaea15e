import { type BackOff, jitteredBackOffMs } from '../system/back-off.ts';
import type { Clock, Random } from '../system/ports.ts';
import { itemBytes, queueLimits, type SizedItem } from './queue-limits.ts';
import { toBatches } from './to-batches.ts';

/** Result for one entry. */
export type Enqueued =
  | { readonly kind: 'queued'; readonly sqsMessageId: string }
  /**
   * SQS refused it, or (after a time-out or reset) it is not known whether SQS took it. Putting it
   * again under the same message id is harmless, because the pipeline sends an id once. `cause` is
   * the error when SQS or S3 could not be reached.
   */
  | { readonly kind: 'refused'; readonly code: string; readonly cause?: unknown };

/** SQS's answer to one entry of a batch. */
export type EntryAnswer =
  | { readonly kind: 'queued'; readonly sqsMessageId: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly isRetriable: boolean;
      readonly cause?: unknown;
    };

/** What goes on a queue. */
export interface QueueItem extends SizedItem {
  /**
   * MessageGroupId: SQS delivers mail of quiet groups first while one group has a backlog.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
   */
  readonly group?: string | undefined;
}

/**
 * Puts up to 10 items on a queue in one call; resolves to one answer per item, in their order.
 * Never rejects.
 */
export type PutBatch = (items: readonly QueueItem[]) => Promise<readonly EntryAnswer[]>;

/** An item for a queue, and the work that must precede it. */
export interface QueueEntry extends QueueItem {
  /** Stores the object that the body refers to. When it rejects, the body is not put. */
  readonly before?: () => Promise<unknown>;
}

export interface PutEntriesPorts {
  readonly putBatch: PutBatch;
  readonly clock: Clock;
  readonly random: Random;
}

/** Concurrent calls, so that a mailing does not take one round trip after the other. */
const hands = 4;
const mostTries = 5;
const backOff: BackOff = { firstMs: 100, lastMs: 5_000 };

const tooLong: Enqueued = { kind: 'refused', code: 'BatchRequestTooLong' };

/**
 * Puts entries on a queue in as few calls as SQS's limits allow, and retries those that SQS refused
 * for a passing reason.
 *
 * @returns one answer per entry, in their order. It does not reject: an entry that could not be put
 * is `refused`, and the others are put all the same
 */
export const putEntries = async (
  ports: PutEntriesPorts,
  entries: readonly QueueEntry[],
): Promise<readonly Enqueued[]> => {
  const answers = new Map<QueueEntry, Enqueued>();

  const prepare = async (entry: QueueEntry): Promise<boolean> => {
    if (itemBytes(entry) > queueLimits.bytes) {
      answers.set(entry, tooLong);
      return false;
    }
    try {
      await entry.before?.();
      return true;
    } catch (cause) {
      answers.set(entry, { kind: 'refused', code: nameOf(cause), cause });
      return false;
    }
  };

  const putAll = async (batch: readonly QueueEntry[]): Promise<void> => {
    let left = batch;
    for (let tries = 1; left.length > 0; tries += 1) {
      const said = await ports.putBatch(left);
      const again: QueueEntry[] = [];
      left.forEach((entry, index) => {
        const answer: EntryAnswer = said[index] ?? {
          kind: 'refused',
          code: 'NoAnswer',
          isRetriable: true,
        };
        if (answer.kind === 'refused' && answer.isRetriable && tries < mostTries) again.push(entry);
        else if (answer.kind === 'queued') answers.set(entry, answer);
        else
          answers.set(entry, {
            kind: 'refused',
            code: answer.code,
            ...('cause' in answer ? { cause: answer.cause } : {}),
          });
      });
      left = again;
      if (left.length > 0)
        await ports.clock.sleepUntil(
          ports.clock.now() + jitteredBackOffMs(backOff, tries, ports.random),
        );
    }
  };

  await inHands(toBatches(entries), async (batch) => {
    const ready: QueueEntry[] = [];
    for (const entry of batch) if (await prepare(entry)) ready.push(entry);
    await putAll(ready);
  });
  return entries.map((entry) => answers.get(entry) ?? { kind: 'refused', code: 'NoAnswer' });
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Unknown');

/** Runs the work of the items, a few at a time, started in their order. */
const inHands = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (const item of left) await work(item);
    }),
  );
};
