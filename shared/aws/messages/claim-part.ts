import type {
  Claim,
  ClaimAnswer,
  MessageKey,
  MessageProgress,
  SendPlan,
} from '../../messages/ports.ts';
import { firstClaim, furtherClaim } from './claim-request.ts';
import { expiry, messagePk } from './message-key.ts';
import { toProgress } from './message-progress.ts';
import { claimNames, type MessageRows, updateMessage } from './message-rows.ts';

/**
 * Claims a part, or says what prevents it. A message without an item at look-up is created together
 * with its claim.
 */
export const claimPart = async (rows: MessageRows, claim: Claim): Promise<ClaimAnswer> => {
  const { key, isNew, plan, nowMs } = claim;
  if (isNew && plan === undefined) {
    const created = await updateMessage(rows, key, firstClaim(claim, expiry(nowMs)));
    if (created !== undefined) return { kind: 'claimed', attempt: 1 };
  }
  const answer = await claimFurther(rows, claim);
  if (answer !== undefined) return answer;
  const { documents, table } = rows;
  const item = await documents.get({
    TableName: table,
    Key: { pk: messagePk(key) },
    ConsistentRead: true,
  });
  return refusedClaim(claim, item && toProgress(item));
};

const isSamePlan = (one: SendPlan | undefined, other: SendPlan | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Reason for a refused claim, by the message's progress; undefined when its item is gone. */
export const refusedClaim = (claim: Claim, progress: MessageProgress | undefined): ClaimAnswer => {
  const askAgain: ClaimAnswer = { kind: 'unsettled', untilMs: claim.nowMs };
  if (progress === undefined) return askAgain;
  if (progress.fingerprint !== undefined && progress.fingerprint !== claim.fingerprint)
    return askAgain;
  // Under another plan this part has other recipients, so whether it is sent says nothing about the
  // claimant's.
  if (!isSamePlan(progress.plan, claim.plan)) return askAgain;
  const sesMessageId = progress.sent.get(claim.part);
  if (sesMessageId !== undefined) return { kind: 'already-sent', sesMessageId };
  const refusal = progress.refusals.get(claim.part);
  if (refusal !== undefined && refusal.copyMs >= claim.copyMs) return { kind: 'refused', refusal };
  const lease = progress.leases.get(claim.part);
  return lease === undefined ? askAgain : { kind: 'unsettled', untilMs: lease + claim.settleMs };
};

/** Releases the claim of a part. */
export const releaseClaim = async (
  rows: MessageRows,
  key: MessageKey,
  part: number,
): Promise<void> => {
  await updateMessage(rows, key, {
    UpdateExpression: 'REMOVE #lease, #owner',
    ExpressionAttributeNames: claimNames(part),
  });
};

/** Claims a part of a message that may have an item; undefined when the claim is refused. */
const claimFurther = async (rows: MessageRows, claim: Claim): Promise<ClaimAnswer | undefined> => {
  const claimed = await updateMessage(rows, claim.key, furtherClaim(claim, expiry(claim.nowMs)));
  if (claimed === undefined) return undefined;
  const { plan, attempts } = toProgress({ ...claimed, pk: messagePk(claim.key) });
  if (isSamePlan(plan, claim.plan)) return { kind: 'claimed', attempt: attempts };
  // The condition compares only the number of parts of two plans.
  await releaseClaim(rows, claim.key, claim.part);
  return { kind: 'unsettled', untilMs: claim.nowMs };
};
