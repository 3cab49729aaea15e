import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import type { MessageProgress } from '../../shared/messages/ports.ts';

/**
 * Calls of unknown outcome after which a part is sent once more; with one more it is for a person
 * to decide.
 */
const mostUnknownCalls = 1;

/** While it waits it is looked at so often. */
const lookAgainMs = 60_000;

/**
 * A request may be under way for longer than its claim, and clocks differ: a call is a later one
 * with this distance.
 */
const laterByMs = 15_000;

/** The recorders are at the events of the last minute: what waits on their queue is young. */
const freshMs = 60_000;

/**
 * Events that record-delivery takes at once, twice: as many may wait or be worked on while feedback
 * flows fast.
 */
const mostInFlow = 4_000;

/** Why mail of unknown outcome is not sent again. */
export type UnknownCause =
  /** Its stream does not risk a second mail. */
  | 'stream'
  /** It was sent a second time, and what became of that is not known either. */
  | 'sent-again'
  /** Feedback did not flow, so that no event is no proof. */
  | 'no-feedback';

export type UnknownCourse =
  | { readonly kind: 'resend' }
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'hold'; readonly why: UnknownCause };

/**
 * Calls of which it is not known whether SES took the mail, if the claim that stands on the part is
 * one of them.
 */
export const unknownCallsOf = (
  progress: Pick<MessageProgress, 'unknownCalls' | 'leases'> | undefined,
  part: number,
): number =>
  (progress?.unknownCalls.get(part) ?? 0) + (progress?.leases.has(part) === true ? 1 : 0);

export interface SilenceFacts {
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its settle time mail waits for feedback to flow before it is held. */
  readonly silenceMs: number;
  /**
   * How far the feedback of the account has come; undefined when none was ever recorded, or nobody
   * had to ask.
   */
  readonly feedback: FeedbackReading | undefined;
}

/**
 * Whether the missing event of a call shows that SES did not take the mail.
 *
 * It does while feedback flows: Send events were recorded of a call before it and of a call after
 * it, and nothing old waits on the feedback queue. Where events are late, or come for the first
 * time, or their recorders stand still, silence says nothing.
 *
 * @param claimEndMs - the call was made before then
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

/** What happens to a part whose claim and settle time are over, and of which no event came. */
export const courseOf = (
  claimEndMs: number,
  unknownCalls: number,
  facts: SilenceFacts & { readonly onUnknownOutcome: 'resend' | 'hold' },
): UnknownCourse => {
  if (facts.onUnknownOutcome === 'hold') return { kind: 'hold', why: 'stream' };
  if (unknownCalls > mostUnknownCalls) return { kind: 'hold', why: 'sent-again' };
  if (isSilenceProof(claimEndMs, facts)) return { kind: 'resend' };
  const heldFromMs = claimEndMs + facts.settleMs + facts.silenceMs;
  return facts.nowMs >= heldFromMs
    ? { kind: 'hold', why: 'no-feedback' }
    : { kind: 'wait', untilMs: Math.min(heldFromMs, facts.nowMs + lookAgainMs) };
};

/**
 * What happens to a message by what happens to its parts: a person decides about all of it, and it
 * waits for the last of them.
 */
export const worstOf = (courses: readonly UnknownCourse[]): UnknownCourse => {
  const held = courses.find(({ kind }) => kind === 'hold');
  if (held !== undefined) return held;
  const waits = courses.flatMap((course) => (course.kind === 'wait' ? [course.untilMs] : []));
  return waits.length > 0 ? { kind: 'wait', untilMs: Math.max(...waits) } : { kind: 'resend' };
};

/** Whether {@link courseOf} will ask how far the feedback has come. */
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
