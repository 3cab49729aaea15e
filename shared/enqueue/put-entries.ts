import { type BackOff, jitteredBackOffMs } from '../system/back-off.ts';
import type { Clock, Random } from '../system/ports.ts';
import { bytesOf, queueLimits } from './queue-limits.ts';
import { toBatches } from './to-batches.ts';

/** What SQS said to one message. */
export type Enqueued =
  | { readonly kind: 'queued'; readonly sqsMessageId: string }
  /**
   * SQS did not take it, or (after a time-out or reset) it is not known whether it did: putting it
   * again under the same message id is harmless, for the pipeline sends an id once. `cause` is what
   * was thrown when SQS or S3 could not be reached.
   */
  | { readonly kind: 'refused'; readonly code: string; readonly cause?: unknown };

/** The answer to one entry of a batch. */
export type EntryAnswer =
  | { readonly kind: 'queued'; readonly sqsMessageId: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly isRetriable: boolean;
      readonly cause?: unknown;
    };

/**
 * Puts up to 10 bodies on a queue with one call, and answers for each in their order; it never
 * rejects.
 */
export type PutBatch = (bodies: readonly string[]) => Promise<readonly EntryAnswer[]>;

/** A body for a queue, and what has to be done before it is put there. */
export interface QueueEntry {
  readonly body: string;
  /** The object that the body points to is stored; when this rejects the body is not put. */
  readonly before?: () => Promise<unknown>;
}

export interface PutEntriesPorts {
  readonly putBatch: PutBatch;
  readonly clock: Clock;
  readonly random: Random;
}

/** Calls at a time, so that a mailing does not take as many round trips as it has batches. */
const hands = 4;
const mostTries = 5;
const backOff: BackOff = { firstMs: 100, lastMs: 5_000 };

const tooLong: Enqueued = { kind: 'refused', code: 'BatchRequestTooLong' };

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Unknown');

/** Carries out the work of each item, a few at a time, and begins them in their order. */
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

/**
 * Puts entries on a queue in as few calls as SQS's limits allow, and tries those again that SQS did
 * not take for a passing reason.
 *
 * @returns one answer per entry, in their order. It does not reject: an entry that could not be put
 * is answered `refused`, and the others are put all the same
 */
export const putEntries = async (
  ports: PutEntriesPorts,
  entries: readonly QueueEntry[],
): Promise<readonly Enqueued[]> => {
  const answers = new Map<QueueEntry, Enqueued>();

  const prepare = async (entry: QueueEntry): Promise<boolean> => {
    if (bytesOf(entry.body) > queueLimits.bytes) {
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
      const said = await ports.putBatch(left.map(({ body }) => body));
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
