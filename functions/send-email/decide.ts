import type { ValidMessage } from '../../shared/email/valid-message.ts';
import { mayBeCorrected } from '../../shared/messages/id-owner.ts';
import { type LifeState, stateAfter, stateBySender } from '../../shared/messages/lifecycle.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import type { DecideFacts, Decision, HoldCause } from './decision.ts';
import { unsettledUntil } from './record-result.ts';
import { type Survey, surveyOf } from './survey.ts';
import { courseOf, type UnknownCourse, unknownCallsOf, worstOf } from './unknown-outcome.ts';

/**
 * Longest wait before a message is held; ms. Its item expires after 90 days: a message that waited
 * longer, for example while its account was paused, might be sent again in part. The item of held
 * mail does not expire.
 */
const longestWaitMs = 60 * 86_400_000;

/** Decides what to do with a message, from what is known of it. */
export const decide = (message: ValidMessage, facts: DecideFacts): Decision => {
  const { progress } = facts;
  if (progress === undefined || !isAnother(message, facts)) return decideOnSame(message, facts);
  if (progress.fingerprint === undefined || !mayBeCorrected(progress)) return { kind: 'conflict' };
  const decision = decideOnSame(message, { ...facts, progress: undefined });
  const { fingerprint, attempts, refusals } = progress;
  const corrects = { fingerprint, attempts, refusedParts: [...refusals.keys()] };
  switch (decision.kind) {
    case 'send':
      return { ...decision, isNew: false, corrects };
    case 'hold':
    case 'expired':
    case 'suppressed':
      return { ...decision, corrects };
    default:
      return decision;
  }
};

const hasWaitedTooLong = (
  { sendAfterMs = 0 }: ValidMessage,
  { firstArrivedAtMs, nowMs }: DecideFacts,
): boolean =>
  firstArrivedAtMs !== undefined &&
  nowMs - Math.max(firstArrivedAtMs, sendAfterMs) >= longestWaitMs;

/**
 * Whether the id belongs to another mail. Items of older versions have no fingerprint; one whose
 * plan names a recipient that this message lacks is another mail.
 */
const isAnother = (message: ValidMessage, { progress, fingerprint }: DecideFacts): boolean => {
  if (progress?.fingerprint !== undefined) return progress.fingerprint !== fingerprint;
  const planned = progress?.plan?.flat() ?? [];
  return planned.some((index) => message.recipients[index] === undefined);
};

/** The decision when nothing is left to send. */
const decideWithoutCalls = (
  { progress }: DecideFacts,
  { suppressed, refusals, allRefusals, endedClaims }: Survey,
): Decision => {
  const isSettled = endedClaims.length === 0;
  if (isNonEmpty(refusals) && isSettled) return { kind: 'refused', refusals };
  return progress !== undefined && progress.sent.size > 0 && isSettled
    ? { kind: 'duplicate' }
    : { kind: 'suppressed', suppressed, endedClaims, refusals: allRefusals };
};

/**
 * Whether this copy was released. Older copies of a message that was held again do not count,
 * whenever they arrive.
 */
export const isReleased = ({
  progress,
  releasedCopy,
}: Pick<DecideFacts, 'progress' | 'releasedCopy'>): boolean =>
  progress?.heldCopy !== undefined &&
  releasedCopy !== undefined &&
  releasedCopy >= progress.heldCopy;

/**
 * Whether a call of unknown outcome was made before its message was released: by releasing it, the
 * operator decided that it is sent again. The first claim after a release ends the hold of the
 * whole message, so the remaining parts are recognised by the copy that was released.
 */
export const isDecidedOn = (
  { releasedCopy, copyMs, settleMs }: Pick<DecideFacts, 'releasedCopy' | 'copyMs' | 'settleMs'>,
  leaseUntilMs: number | undefined,
): boolean =>
  releasedCopy !== undefined && leaseUntilMs !== undefined && leaseUntilMs + settleMs < copyMs;

/**
 * States of the open parts. None is claimed or unsettled: a message with such a part waits and does
 * not come here.
 */
const statesOf = (facts: DecideFacts, { open }: Survey): readonly LifeState[] => {
  const { progress, nowMs, settleMs } = facts;
  return open.map(({ part }) => {
    const leaseUntilMs = progress?.leases.get(part);
    const outcome = progress?.heldCopy === undefined ? undefined : 'held';
    const state = stateBySender({ isSent: false, leaseUntilMs, outcome }, nowMs, settleMs);
    if (state === 'unknown' && isDecidedOn(facts, leaseUntilMs)) return 'waiting';
    return isReleased(facts) ? stateAfter(state, 'release') : state;
  });
};

/** What to do about parts of which it is unknown whether SES accepted them. */
const courseOfUnknown = (
  facts: DecideFacts,
  { open }: Survey,
  states: readonly LifeState[],
): UnknownCourse => {
  const { progress } = facts;
  const courses = open.flatMap(({ part }, index): readonly UnknownCourse[] => {
    const claimEndMs = progress?.leases.get(part);
    return states[index] === 'unknown' && claimEndMs !== undefined
      ? [
          courseOf(claimEndMs, unknownCallsOf(progress, part), {
            ...facts,
            bySmtp: progress?.bySmtp?.has(part) === true,
          }),
        ]
      : [];
  });
  return worstOf(courses);
};

/** Decides on a message whose own mail has the id. */
const decideOnSame = (message: ValidMessage, facts: DecideFacts): Decision => {
  const { progress, nowMs, pause } = facts;
  const survey = surveyOf(message, facts);
  const { suppressed, plan, open, refusals, allRefusals, settledAtMs, endedClaims } = survey;
  if (settledAtMs !== undefined)
    return { kind: 'again', untilMs: unsettledUntil(settledAtMs + 1, nowMs) };
  if (open.length === 0) return decideWithoutCalls(facts, survey);

  const hold = (cause: HoldCause): Decision => ({ kind: 'hold', cause, suppressed });
  const { expiresAtMs = Number.POSITIVE_INFINITY, sendAfterMs = 0 } = message;
  if (expiresAtMs <= nowMs) return { kind: 'expired', endedClaims, refusals: allRefusals };
  const states = statesOf(facts, survey);
  if (states.includes('held')) return hold({ kind: 'held-before' });
  const course = courseOfUnknown(facts, survey, states);
  if (course.kind === 'hold') return hold({ kind: 'unknown-outcome', why: course.why });
  if (course.kind === 'wait') return { kind: 'again', untilMs: course.untilMs };

  if (sendAfterMs > nowMs) return { kind: 'again', untilMs: sendAfterMs };
  if (pause !== undefined) return hold({ kind: 'paused', pause });
  if (hasWaitedTooLong(message, facts)) return hold({ kind: 'waited' });
  const isNew = progress === undefined;
  return { kind: 'send', parts: open, plan, suppressed, isNew, refusals };
};
