import type { PartRefusal } from '../../shared/messages/ports.ts';
import type { StoreFailure } from '../../shared/system/store-failure.ts';

/**
 * What becomes of a record of a queue: it is done with, or it has to come again, not before then
 * (epoch ms).
 */
export type RecordResult =
  | {
      readonly kind: 'done';
      /**
       * The message is over and nothing points to it any more: neither a dead letter nor held mail.
       */
      readonly isOver?: true;
    }
  | { readonly kind: 'again'; readonly untilMs: number };

/**
 * What becomes of one call to SES: as of a record; or SES refused it for good, which ends its
 * message when nothing else is left of it.
 */
export type CallResult = RecordResult | { readonly kind: 'refused'; readonly refusal: PartRefusal };

/** Done with, though the message may live on elsewhere. */
export const done: RecordResult = { kind: 'done' };

/** Sent, or ended without having to be sent. */
export const over: RecordResult = { kind: 'done', isOver: true };

export const again = (untilMs: number): RecordResult => ({ kind: 'again', untilMs });

/** After another mail of the same id got in the way; never at once, so that two cannot spin. */
const rivalPauseMs = 1_000;

/** Comes again when it is most likely known what became of the other mail under its id. */
export const afterRival = (nowMs: number): RecordResult => again(nowMs + rivalPauseMs);

/** After a table, S3 or SES could not be reached. */
export const unreachablePauseMs = 10_000;

/**
 * What only a person can mend is asked for less and less often, and again soon enough once it is
 * mended.
 */
const refusedPauseMs = { first: 60_000, last: 900_000 } as const;

/** Of the time that a message has waited so far. */
const refusedShare = 0.25;

/**
 * How long a message waits after a store did not do what it was asked.
 *
 * @param arrivedAtMs - when its first copy came on the queue: the longer it has waited, the longer
 * it waits for what refuses it for good
 */
export const storePauseMs = (
  kind: StoreFailure['kind'],
  arrivedAtMs: number,
  nowMs: number,
): number =>
  kind === 'unreachable'
    ? unreachablePauseMs
    : Math.min(
        refusedPauseMs.last,
        Math.max(refusedPauseMs.first, (nowMs - arrivedAtMs) * refusedShare),
      );

/** A message that another run holds is most often sent the next moment. */
const lookAgainMs = 10_000;

/**
 * A message that is not settled before then (epoch ms) is looked at now and then, since it will
 * most often be sooner.
 */
export const unsettledUntil = (settledMs: number, nowMs: number): number =>
  Math.min(settledMs, nowMs + lookAgainMs);

/**
 * The result of a record that has several parts: done when all are, else when the last of them may
 * go on.
 */
export const latest = (results: readonly RecordResult[]): RecordResult => {
  const waits = results.flatMap((result) => (result.kind === 'again' ? [result.untilMs] : []));
  if (waits.length > 0) return again(Math.max(...waits));
  return results.every((result) => result === over) ? over : done;
};
