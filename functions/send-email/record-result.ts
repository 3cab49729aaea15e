import type { PartRefusal } from '../../shared/messages/ports.ts';
import type { StoreFailure } from '../../shared/system/store-failure.ts';

/** Result of a queue record: it is done, or it comes again, not before `untilMs` (epoch ms). */
export type RecordResult =
  | {
      readonly kind: 'done';
      /** The message has ended and nothing refers to it: neither a dead letter nor held mail. */
      readonly isOver?: true;
    }
  | { readonly kind: 'again'; readonly untilMs: number };

/**
 * Result of one call: as of a record; or SES refused it for good, which ends its message when no
 * other part is left; or its way out may take it.
 */
export type CallResult =
  | RecordResult
  | { readonly kind: 'refused'; readonly refusal: PartRefusal }
  | Barred;

/** SES refused a call because of the account or the sender's identity. */
export interface Barred {
  readonly kind: 'barred';
  /** Whether this run claimed the part for SES, and has released the claim. */
  readonly wasClaimed: boolean;
}

/** The record is done, but its message lives on elsewhere, as a dead letter or as held mail. */
export const done: RecordResult = { kind: 'done' };

/** The message was sent, or ended without having to be sent. */
export const messageEnded: RecordResult = { kind: 'done', isOver: true };

export const retryAt = (untilMs: number): RecordResult => ({ kind: 'again', untilMs });

/**
 * Wait after another mail under the same id got in the way; ms. Never zero, so that two runs cannot
 * spin on one id.
 */
const rivalPauseMs = 1_000;

/** The record comes again when the outcome of the other mail under its id is most likely known. */
export const afterRival = (nowMs: number): RecordResult => retryAt(nowMs + rivalPauseMs);

/** Wait after a table, S3 or SES could not be reached; ms. */
export const unreachablePauseMs = 10_000;

/**
 * Bounds of the wait for what only a person can correct; ms. It grows, and stays short enough to
 * notice the correction soon.
 */
const refusedPauseMs = { first: 60_000, last: 900_000 } as const;

/** The wait as a share of the time that the message has waited so far. */
const refusedShare = 0.25;

/**
 * Wait of a message after a store failed; ms.
 *
 * @param arrivedAtMs - arrival of its first copy; epoch ms. The longer the message has waited, the
 * longer its next wait for a store that refuses for good
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

/**
 * Longest wait for a message that is not settled; ms. Most often another run settles it the next
 * moment.
 */
const lookAgainMs = 10_000;

/**
 * When to look again at a message that settles at `settledMs` (epoch ms) at the latest; most often
 * it settles sooner.
 */
export const unsettledUntil = (settledMs: number, nowMs: number): number =>
  Math.min(settledMs, nowMs + lookAgainMs);

/**
 * Result of a record with several parts: done when all parts are, otherwise again when the last of
 * them may go on.
 */
export const latest = (results: readonly RecordResult[]): RecordResult => {
  const waits = results.flatMap((result) => (result.kind === 'again' ? [result.untilMs] : []));
  if (waits.length > 0) return retryAt(Math.max(...waits));
  return results.every((result) => result === messageEnded) ? messageEnded : done;
};
