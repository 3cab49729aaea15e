import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type { MessageProgress } from '../../shared/messages/ports.ts';

/**
 * Calls of unknown outcome after which a part is still sent once more; beyond that a person
 * decides.
 */
const mostUnknownCalls = 1;

/** Interval of looks at a message that waits for feedback; ms. */
const lookAgainMs = 60_000;

/**
 * How much later a call must be to count as a later one; ms. A request may outlast its claim, and
 * clocks differ.
 */
const laterByMs = 15_000;

/** Feedback is caught up when the newest recorded call is at most this old; ms. */
const freshMs = 60_000;

/**
 * Events that may wait on the feedback queue while feedback flows: twice what record-delivery takes
 * at once.
 */
const mostInFlow = 4_000;

/** Why mail of unknown outcome is not sent again. */
export type UnknownCause =
  /** Its stream does not risk sending twice. */
  | 'stream'
  /** It was sent a second time, and that outcome is unknown, too. */
  | 'sent-again'
  /** It went by SMTP, and no event ever tells what became of it. */
  | 'no-events'
  /** Feedback did not flow, so a missing event proves nothing. */
  | 'no-feedback';

export type UnknownCourse =
  | { readonly kind: 'resend' }
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'hold'; readonly why: UnknownCause };

/** Calls of unknown outcome of a part, the claim that stands on it included. */
export const unknownCallsOf = (
  progress: Pick<MessageProgress, 'unknownCalls' | 'leases'> | undefined,
  part: number,
): number =>
  (progress?.unknownCalls.get(part) ?? 0) + (progress?.leases.has(part) === true ? 1 : 0);

export interface SilenceFacts {
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its settle time mail waits for feedback to flow before it is held; ms. */
  readonly silenceMs: number;
  /**
   * How far the feedback of the account has come; undefined when none was ever recorded, or when it
   * was not asked for.
   */
  readonly feedback: FeedbackReading | undefined;
}

/**
 * Whether the missing event of a call proves that SES did not accept the mail.
 *
 * It does while feedback flows: Send events were recorded of an earlier and of a later call, and
 * nothing old waits on the feedback queue. Where events are late, have only just begun, or their
 * recorders stand still, silence proves nothing.
 *
 * @param claimEndMs - end of the claim, before which the call was made; epoch ms
 */
export const isSilenceProof = (
  claimEndMs: number,
  { feedback, nowMs, settleMs }: Omit<SilenceFacts, 'silenceMs'>,
): boolean => {
  if (feedback === undefined) return false;
  const { firstCallMs, newestCallMs, waiting } = feedback;
  // A claim is shorter than the settle time.
  const isNew = firstCallMs > claimEndMs - settleMs;
  const isCaughtUp = waiting === 0 || (waiting <= mostInFlow && newestCallMs >= nowMs - freshMs);
  return !isNew && newestCallMs >= claimEndMs + laterByMs && isCaughtUp;
};

/** What to do with a part whose claim and settle time are over and of which no event came. */
export const courseOf = (
  claimEndMs: number,
  unknownCalls: number,
  facts: SilenceFacts & {
    readonly onUnknownOutcome: 'resend' | 'hold';
    /** The call went by SMTP. */
    readonly bySmtp?: boolean;
  },
): UnknownCourse => {
  if (facts.bySmtp === true) return { kind: 'hold', why: 'no-events' };
  if (facts.onUnknownOutcome === 'hold') return { kind: 'hold', why: 'stream' };
  if (unknownCalls > mostUnknownCalls) return { kind: 'hold', why: 'sent-again' };
  if (isSilenceProof(claimEndMs, facts)) return { kind: 'resend' };
  const heldFromMs = claimEndMs + facts.settleMs + facts.silenceMs;
  return facts.nowMs >= heldFromMs
    ? { kind: 'hold', why: 'no-feedback' }
    : { kind: 'wait', untilMs: Math.min(heldFromMs, facts.nowMs + lookAgainMs) };
};

/**
 * What to do with a message, from the courses of its parts. A hold concerns the whole message, and
 * a wait lasts until the last part may go on.
 */
export const worstOf = (courses: readonly UnknownCourse[]): UnknownCourse => {
  const held = courses.find(({ kind }) => kind === 'hold');
  if (held !== undefined) return held;
  const waits = courses.flatMap((course) => (course.kind === 'wait' ? [course.untilMs] : []));
  return waits.length > 0 ? { kind: 'wait', untilMs: Math.max(...waits) } : { kind: 'resend' };
};

/** Whether {@link courseOf} needs to know how far the feedback has come. */
export const asksForFeedback = (
  progress: MessageProgress | undefined,
  { nowMs, settleMs }: Pick<SilenceFacts, 'nowMs' | 'settleMs'>,
): boolean =>
  [...(progress?.leases ?? [])].some(
    ([part, lease]) =>
      lease + settleMs < nowMs &&
      progress?.sent.has(part) === false &&
      unknownCallsOf(progress, part) <= mostUnknownCalls,
  );
