import type { MessageRecord } from '../messages/message-record.ts';
import type { CanaryPath, CanaryRound } from './canary-mail.ts';

/** What is known of one canary. */
export type CanaryVerdict =
  /** Its event was recorded; the event's own time, epoch ms. */
  | { readonly kind: 'proven'; readonly atMs: number }
  /** Not sent, or not back, and not late either. */
  | { readonly kind: 'on-its-way' }
  /**
   * It waits as all mail does: for the end of a pause, or for quota. The path is not broken; other
   * alarms tell of it.
   */
  | { readonly kind: 'waiting'; readonly why: 'held' | 'queue-closed' }
  /** Ended unsent because its time was over. What kept it was told meanwhile. */
  | { readonly kind: 'expired' }
  /** On the queue, which is open, and nobody sent it. */
  | { readonly kind: 'unsent' }
  /** The pipeline or SES refused it for good. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** SES accepted it (epoch ms), and no event came back. */
  | { readonly kind: 'lost'; readonly sentAtMs: number };

export interface CanaryTimes extends Pick<CanaryRound, 'startedAtMs'> {
  readonly nowMs: number;
  /** How long sending, and then the event, may take; ms. */
  readonly patienceMs: number;
  /** refresh-quota has closed the queue: no quota is left, or sending is stopped. */
  readonly isQueueClosed: boolean;
}

/**
 * Judges a canary by its item in the messages table.
 *
 * Times of SES count only as far as they lie in the past, so a clock that is wrong makes nothing
 * late.
 *
 * @param record - undefined while nobody has touched the mail
 */
export const judgeCanary = (
  path: CanaryPath,
  record: MessageRecord | undefined,
  times: CanaryTimes,
): CanaryVerdict => {
  const { nowMs, startedAtMs } = times;
  const event = record?.events.find(({ kind }) => kind === path);
  if (event !== undefined) return { kind: 'proven', atMs: Math.min(event.atMs ?? nowMs, nowMs) };
  const sentAtMs = acceptedAt(record, startedAtMs);
  if (sentAtMs !== undefined)
    return isLate(sentAtMs, times)
      ? { kind: 'lost', sentAtMs: Math.min(sentAtMs, nowMs) }
      : { kind: 'on-its-way' };
  return judgeUnsent(record?.outcome, times);
};

/** Whether the way of this canary is broken. */
export const isBroken = ({ kind }: CanaryVerdict): boolean =>
  kind === 'unsent' || kind === 'refused' || kind === 'lost';

/** When SES accepted it, as far as that is known; undefined when it did not. */
const acceptedAt = (record: MessageRecord | undefined, startedAtMs: number): number | undefined => {
  const sent = record?.sent[0];
  const event = record?.events.find(({ kind }) => kind === 'send');
  if (sent === undefined && event === undefined) return undefined;
  return sent?.atMs ?? event?.atMs ?? startedAtMs;
};

const judgeUnsent = (outcome: MessageRecord['outcome'], times: CanaryTimes): CanaryVerdict => {
  if (outcome === undefined) {
    if (times.isQueueClosed) return { kind: 'waiting', why: 'queue-closed' };
    return isLate(times.startedAtMs, times) ? { kind: 'unsent' } : { kind: 'on-its-way' };
  }
  switch (outcome.state) {
    case 'held':
      return { kind: 'waiting', why: 'held' };
    case 'expired':
      return { kind: 'expired' };
    case 'rejected':
    case 'failed':
    case 'suppressed':
      return { kind: 'refused', reasons: outcome.reasons };
    default:
      return outcome.state satisfies never;
  }
};

const isLate = (sinceMs: number, { nowMs, patienceMs }: CanaryTimes): boolean =>
  nowMs - sinceMs >= patienceMs;
