import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { PartRefusal, SendPlan } from '../../shared/messages/ports.ts';
import { isInForce } from '../../shared/suppression/scopes.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import type { DecideFacts, EndedClaim, PartToSend } from './decision.ts';
import { unknownCallsOf } from './unknown-outcome.ts';

/** What of a message is sent, refused, unsettled, and left to send. */
export interface Survey {
  /** Recipients left out because they are suppressed; canonical addresses. */
  readonly suppressed: readonly string[];
  readonly plan: SendPlan | undefined;
  /** Parts with recipients left that are neither sent nor refused. */
  readonly open: readonly PartToSend[];
  readonly refusals: readonly PartRefusal[];
  /**
   * `refusals`, and those of earlier copies: a message that ends without a call reports all of
   * them.
   */
  readonly allRefusals: readonly PartRefusal[];
  /**
   * When the last claim is settled that an event of SES may still settle; epoch ms. Includes parts
   * whose recipients are all suppressed by now: SES may have accepted them before.
   */
  readonly settledAtMs: number | undefined;
  /** Claims whose settle time passed without an event. */
  readonly endedClaims: readonly EndedClaim[];
}

/** Surveys a message whose own mail has the id. */
export const surveyOf = (message: ValidMessage, facts: DecideFacts): Survey => {
  const { progress, nowMs, settleMs } = facts;
  const inForce = new Set(
    facts.suppressions.filter((entry) => isInForce(entry, nowMs)).map((entry) => entry.address),
  );
  const addresses = message.recipients.map((recipient) => recipient.canonical);
  const isLeft = (index: number): boolean => !inForce.has(addresses[index] ?? '');

  const everybody = addresses.map((_, index) => index);
  const plan = planOf(facts, everybody.filter(isLeft));
  const refused = refusedOf(facts);
  const open = (plan ?? [everybody]).flatMap((planned, part): readonly PartToSend[] => {
    const recipients = planned.filter(isLeft);
    const isSettled = progress?.sent.has(part) === true || refused.has(part);
    if (!isNonEmpty(recipients) || isSettled) return [];
    const unknownCalls = progress?.unknownCalls.get(part) ?? 0;
    return [{ part, recipients, unknownCalls, isTakenOver: progress?.leases.has(part) ?? false }];
  });

  const unsettled = [...(progress?.leases ?? [])].filter(([part]) => !progress?.sent.has(part));
  const settling = unsettled.map(([, lease]) => lease + settleMs).filter((at) => at >= nowMs);
  return {
    suppressed: addresses.filter((address) => inForce.has(address)),
    plan,
    open,
    refusals: [...refused.values()],
    allRefusals: [...(progress?.refusals ?? [])].flatMap(([part, refusal]) =>
      progress?.sent.has(part) === true ? [] : [refusal],
    ),
    settledAtMs: settling.length > 0 ? Math.max(...settling) : undefined,
    endedClaims: unsettled.map(([part]) => ({
      part,
      unknownCalls: unknownCallsOf(progress, part),
    })),
  };
};

const partition = (indexes: readonly number[], size: number): SendPlan =>
  Array.from({ length: Math.ceil(indexes.length / size) }, (_, part) =>
    indexes.slice(part * size, (part + 1) * size),
  );

/** Parts that SES refused for good when this copy of the message, or a later one, was tried. */
const refusedOf = ({ progress, copyMs }: DecideFacts): ReadonlyMap<number, PartRefusal> =>
  new Map(
    [...(progress?.refusals ?? [])].filter(
      ([part, refusal]) => refusal.copyMs >= copyMs && progress?.sent.has(part) === false,
    ),
  );

/**
 * The plan of a message. A stored plan is kept although the rate or the suppressions have changed,
 * because parts may have been sent by it.
 */
const planOf = (
  { progress, recipientsPerCall }: DecideFacts,
  left: readonly number[],
): SendPlan | undefined => {
  if (progress?.plan !== undefined) return progress.plan;
  const isBegun = progress !== undefined && (progress.sent.size > 0 || progress.leases.size > 0);
  return isBegun || left.length <= recipientsPerCall
    ? undefined
    : partition(left, recipientsPerCall);
};
