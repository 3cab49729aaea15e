import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { FeedbackReading } from '../../shared/feedback/ports.ts';
import { type LifeState, stateAfter, stateBySender } from '../../shared/messages/lifecycle.ts';
import type {
  CorrectMessage,
  EarlierCalls,
  MessageProgress,
  Outcome,
  PartRefusal,
  SendPlan,
} from '../../shared/messages/ports.ts';
import { isInForce } from '../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { isNonEmpty, type NonEmpty } from '../../shared/system/non-empty.ts';
import type { Pause } from '../../shared/tenants/pauses.ts';
import { unsettledUntil } from './record-result.ts';
import {
  courseOf,
  type UnknownCause,
  type UnknownCourse,
  unknownCallsOf,
  worstOf,
} from './unknown-outcome.ts';

/** One call to SES that is to be made. */
export interface PartToSend extends EarlierCalls {
  readonly part: number;
  /** Indexes into the message's recipients. */
  readonly recipients: NonEmpty<number>;
}

/** Why a message is held. */
export type HoldCause =
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** SES may have taken it, and its event never came. */
  | { readonly kind: 'unknown-outcome'; readonly why: UnknownCause }
  /** Nothing could be sent for so long that what is known of it would soon be forgotten. */
  | { readonly kind: 'waited' }
  /** It is held already, and this copy of it is not the one that was released. */
  | { readonly kind: 'held-before' };

/** A claim of which no event came within the settle time. */
export interface EndedClaim {
  readonly part: number;
  /** Calls of the part of unknown outcome, its own included. */
  readonly unknownCalls: number;
}

/**
 * What to do with a message now.
 *
 * An outcome ends the `endedClaims`, or the message would be taken for one that is being sent. `refusals` are those of parts that SES refused for
 * good: they are told when the message ends.
 */
export type Decision =
  /** Everything of it is sent already. */
  | { readonly kind: 'duplicate' }
  /** Another mail has its id, and was sent, may have been, or will be. */
  | { readonly kind: 'conflict' }
  /** Nothing is left to send, and SES refused some of it for good. */
  | { readonly kind: 'refused'; readonly refusals: NonEmpty<PartRefusal> }
  /** Not before then: it is too early, or another worker's outcome is not known yet. */
  | { readonly kind: 'again'; readonly untilMs: number }
  | {
      readonly kind: 'expired';
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** Nobody is left to send to. */
  | {
      readonly kind: 'suppressed';
      readonly suppressed: readonly string[];
      readonly endedClaims: readonly EndedClaim[];
      readonly refusals: readonly PartRefusal[];
    }
  /** It leaves its queue until somebody releases it. */
  | { readonly kind: 'hold'; readonly cause: HoldCause; readonly suppressed: readonly string[] }
  | {
      readonly kind: 'send';
      readonly parts: readonly PartToSend[];
      readonly plan: SendPlan | undefined;
      readonly suppressed: readonly string[];
      /** The table does not know the message. */
      readonly isNew: boolean;
      /** An earlier mail of the same id that ended without reaching SES, which this one takes the place of. */
      readonly corrects: Parameters<CorrectMessage>[1] | undefined;
      readonly refusals: readonly PartRefusal[];
    };

export interface DecideFacts {
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its settle time mail of unknown outcome waits for feedback to flow. */
  readonly silenceMs: number;
  readonly onUnknownOutcome: 'resend' | 'hold';
  /** How far the feedback of the account has come; undefined when none was ever recorded, or no outcome is unknown. */
  readonly feedback: FeedbackReading | undefined;
  readonly progress: MessageProgress | undefined;
  /** Of this message's mail. */
  readonly fingerprint: string;
  /** Entries of this message's recipients in its scopes. */
  readonly suppressions: readonly SuppressionEntry[];
  readonly recipientsPerCall: number;
  /** What of its tenant's mail, or of its stream's, is paused. */
  readonly pause: Pause | undefined;
  /** Of a message that was released: the copy that had been held, {@link Outcome.heldCopy}. */
  readonly releasedCopy: number | undefined;
  /** When its first copy came on the queue; epoch ms. */
  readonly firstArrivedAtMs?: number | undefined;
  /** The same, or when this copy came where no other is known: {@link PartRefusal.copyMs}. */
  readonly copyMs: number;
}

/**
 * What is known of a message is kept for 90 days: one that waited for longer, as in an account that is paused, might be sent again in part. Held mail
 * is known for as long as it is held.
 */
const longestWaitMs = 60 * 86_400_000;

const hasWaitedTooLong = (
  { sendAfterMs = 0 }: ValidMessage,
  { firstArrivedAtMs, nowMs }: DecideFacts,
): boolean =>
  firstArrivedAtMs !== undefined &&
  nowMs - Math.max(firstArrivedAtMs, sendAfterMs) >= longestWaitMs;

const partition = (indexes: readonly number[], size: number): SendPlan =>
  Array.from({ length: Math.ceil(indexes.length / size) }, (_, part) =>
    indexes.slice(part * size, (part + 1) * size),
  );

/** Ends after which nothing of a mail is left on a queue or held. */
const ends: readonly (Outcome['state'] | undefined)[] = [
  'rejected',
  'failed',
  'suppressed',
  'expired',
];

/** Whether a mail ended and certainly never reached SES, so that another one may have its id. */
const mayBeCorrected = ({ sent, leases, unknownCalls, outcome }: MessageProgress): boolean =>
  [sent, leases, unknownCalls].every(({ size }) => size === 0) && ends.includes(outcome);

/** Whether the message that has the id is another one. Old items tell no fingerprint, and may name recipients that this one has not. */
const isAnother = (message: ValidMessage, { progress, fingerprint }: DecideFacts): boolean => {
  if (progress?.fingerprint !== undefined) return progress.fingerprint !== fingerprint;
  const planned = progress?.plan?.flat() ?? [];
  return planned.some((index) => message.recipients[index] === undefined);
};

/** What to do with a message, by what is known of it. */
export const decide = (message: ValidMessage, facts: DecideFacts): Decision => {
  const { progress } = facts;
  if (progress === undefined || !isAnother(message, facts)) return decideOnSame(message, facts);
  if (progress.fingerprint === undefined || !mayBeCorrected(progress)) return { kind: 'conflict' };
  const decision = decideOnSame(message, { ...facts, progress: undefined });
  const { fingerprint, attempts, refusals } = progress;
  const corrects = { fingerprint, attempts, refusedParts: [...refusals.keys()] };
  return decision.kind === 'send' ? { ...decision, isNew: false, corrects } : decision;
};

/** Parts that SES refused for good when this copy of the message was tried, or a later one. */
const refusedOf = ({ progress, copyMs }: DecideFacts): ReadonlyMap<number, PartRefusal> =>
  new Map(
    [...(progress?.refusals ?? [])].filter(
      ([part, refusal]) => refusal.copyMs >= copyMs && progress?.sent.has(part) === false,
    ),
  );

/** The same, of a message whose mail is the one that has the id. */
const decideOnSame = (message: ValidMessage, facts: DecideFacts): Decision => {
  const { progress, nowMs } = facts;
  const inForce = new Set(
    facts.suppressions.filter((entry) => isInForce(entry, nowMs)).map((entry) => entry.address),
  );
  const suppressed = message.recipients
    .map((recipient) => recipient.canonical)
    .filter((address) => inForce.has(address));
  const isLeft = (index: number): boolean =>
    !inForce.has(message.recipients[index]?.canonical ?? '');

  const everybody = message.recipients.map((_, index) => index);
  const left = everybody.filter(isLeft);
  const fresh =
    left.length > facts.recipientsPerCall ? partition(left, facts.recipientsPerCall) : undefined;
  // A stored plan stays, whatever the rate or the suppressions have become: its parts may have been sent by it.
  const isBegun = progress !== undefined && (progress.sent.size > 0 || progress.leases.size > 0);
  const plan = progress?.plan ?? (isBegun ? undefined : fresh);
  const parts = (plan ?? [everybody]).map((recipients, part) => ({
    part,
    recipients: recipients.filter(isLeft),
    unknownCalls: progress?.unknownCalls.get(part) ?? 0,
    isTakenOver: progress?.leases.has(part) ?? false,
  }));

  const isSent = ({ part }: Pick<PartToSend, 'part'>): boolean => progress?.sent.has(part) ?? false;
  const refused = refusedOf(facts);
  const open = parts.flatMap((part): readonly PartToSend[] => {
    const { recipients } = part;
    const isSettled = isSent(part) || refused.has(part.part);
    return isNonEmpty(recipients) && !isSettled ? [{ ...part, recipients }] : [];
  });
  const refusals = [...refused.values()];

  // Also of a part whose recipients are all suppressed by now: SES may have taken it before.
  const unsettled = [...(progress?.leases ?? [])].filter(([part]) => !progress?.sent.has(part));
  const settling = unsettled.map(([, lease]) => lease + facts.settleMs).filter((at) => at >= nowMs);
  if (settling.length > 0)
    return { kind: 'again', untilMs: unsettledUntil(Math.max(...settling) + 1, nowMs) };
  const endedClaims = unsettled.map(([part]) => ({
    part,
    unknownCalls: unknownCallsOf(progress, part),
  }));

  if (open.length === 0) {
    const isDone = progress !== undefined && progress.sent.size > 0 && endedClaims.length === 0;
    if (isNonEmpty(refusals) && endedClaims.length === 0) return { kind: 'refused', refusals };
    return isDone
      ? { kind: 'duplicate' }
      : { kind: 'suppressed', suppressed, endedClaims, refusals };
  }

  // Older copies of a message that was held again do not count as released, whenever they come.
  const isReleased =
    progress?.heldCopy !== undefined &&
    facts.releasedCopy !== undefined &&
    facts.releasedCopy >= progress.heldCopy;
  const hold = (cause: HoldCause): Decision => ({ kind: 'hold', cause, suppressed });
  const stateOf = ({ part }: PartToSend): LifeState => {
    const leaseUntilMs = progress?.leases.get(part);
    const outcome = progress?.heldCopy === undefined ? undefined : 'held';
    const state = stateBySender({ isSent: false, leaseUntilMs, outcome }, nowMs, facts.settleMs);
    return isReleased ? stateAfter(state, 'release') : state;
  };
  // No part is claimed or unsettled any more: with such a one it has been left above.
  const states = open.map(stateOf);
  if (message.expiresAtMs !== undefined && message.expiresAtMs <= nowMs)
    return { kind: 'expired', endedClaims, refusals };
  if (states.includes('held')) return hold({ kind: 'held-before' });
  const courses = open.flatMap(({ part }, index): readonly UnknownCourse[] => {
    const claimEndMs = progress?.leases.get(part);
    return states[index] === 'unknown' && claimEndMs !== undefined
      ? [courseOf(claimEndMs, unknownCallsOf(progress, part), facts)]
      : [];
  });
  const course = worstOf(courses);
  if (course.kind === 'hold') return hold({ kind: 'unknown-outcome', why: course.why });
  if (course.kind === 'wait') return { kind: 'again', untilMs: course.untilMs };

  if (message.sendAfterMs !== undefined && message.sendAfterMs > nowMs)
    return { kind: 'again', untilMs: message.sendAfterMs };
  if (facts.pause !== undefined) return hold({ kind: 'paused', pause: facts.pause });
  if (hasWaitedTooLong(message, facts)) return hold({ kind: 'waited' });
  return {
    kind: 'send',
    parts: open,
    plan,
    suppressed,
    isNew: progress === undefined,
    corrects: undefined,
    refusals,
  };
};
