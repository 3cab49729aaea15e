import type { MessageTable } from '../../shared/aws/messages/message-table.ts';
import type { FeedbackEvent } from '../../shared/feedback/feedback-event.ts';
import { partOf } from '../../shared/feedback/part-of.ts';
import type { MessageKey, Outcome, PartRefusal, SendPlan } from '../../shared/messages/ports.ts';
import { shortReason } from '../../shared/privacy/shorten-reasons.ts';

interface Item {
  readonly key: MessageKey;
  readonly sent: Map<number, string>;
  readonly leases: Map<number, number>;
  readonly owners: Map<number, string>;
  readonly unknownCalls: Map<number, number>;
  readonly bySmtp: Set<number>;
  readonly events: Map<string, FeedbackEvent>;
  readonly refusals: Map<number, PartRefusal>;
  plan: SendPlan | undefined;
  fingerprint: string | undefined;
  conflictAtMs: number | undefined;
  attempts: number;
  outcome: Outcome | undefined;
  recipients: readonly string[];
  suppressed: readonly string[];
}

/**
 * The messages table in memory, with the conditions of the real one; the same contract is tested on
 * both.
 */
export const memoryMessages = () => {
  const items = new Map<string, Item>();
  const tries = new Map<string, number>();
  const nameOf = (key: MessageKey) => `${key.tenantId}#${key.messageId}`;
  const itemOf = (key: MessageKey): Item => {
    const item = items.get(nameOf(key)) ?? {
      key,
      sent: new Map(),
      leases: new Map(),
      owners: new Map(),
      unknownCalls: new Map(),
      bySmtp: new Set(),
      refusals: new Map(),
      events: new Map(),
      plan: undefined,
      fingerprint: undefined,
      conflictAtMs: undefined,
      attempts: 0,
      outcome: undefined,
      recipients: [],
      suppressed: [],
    };
    items.set(nameOf(key), item);
    return item;
  };
  const release = (item: Item, part: number) => {
    item.leases.delete(part);
    item.owners.delete(part);
  };

  const store: Omit<MessageTable, 'findItems'> = {
    findProgress: async (keys) =>
      keys.flatMap((key) => {
        const item = items.get(nameOf(key));
        return item === undefined
          ? []
          : [
              {
                key,
                sent: new Map(item.sent),
                leases: new Map(item.leases),
                unknownCalls: new Map(item.unknownCalls),
                refusals: new Map(item.refusals),
                bySmtp: new Set(item.bySmtp),
                plan: item.plan,
                fingerprint: item.fingerprint,
                attempts: item.attempts,
                heldCopy: item.outcome?.heldCopy,
                outcome: item.outcome?.state,
                suppressed: item.suppressed,
              },
            ];
      }),
    claimPart: async (claim) => {
      const item = itemOf(claim.key);
      if (item.fingerprint !== undefined && item.fingerprint !== claim.fingerprint)
        return { kind: 'unsettled', untilMs: claim.nowMs };
      const isPlanned = item.plan !== undefined || item.sent.has(0) || item.leases.has(0);
      if (isPlanned && JSON.stringify(item.plan) !== JSON.stringify(claim.plan))
        return { kind: 'unsettled', untilMs: claim.nowMs };
      const sesMessageId = item.sent.get(claim.part);
      if (sesMessageId !== undefined) return { kind: 'already-sent', sesMessageId };
      const refusal = item.refusals.get(claim.part);
      if (refusal !== undefined && refusal.copyMs >= claim.copyMs)
        return { kind: 'refused', refusal };
      const lease = item.leases.get(claim.part);
      const isFree = claim.isTakenOver
        ? lease !== undefined && lease < claim.nowMs - claim.settleMs
        : lease === undefined;
      const isAsBelieved = (item.unknownCalls.get(claim.part) ?? 0) === claim.unknownCalls;
      const isOwn = item.owners.get(claim.part) === claim.owner;
      if (!isOwn && !(isFree && isAsBelieved))
        return {
          kind: 'unsettled',
          untilMs: lease === undefined ? claim.nowMs : lease + claim.settleMs,
        };
      if (claim.isTakenOver) item.unknownCalls.set(claim.part, claim.unknownCalls + 1);
      item.plan = claim.plan;
      item.fingerprint = claim.fingerprint;
      item.leases.set(claim.part, claim.leaseUntilMs);
      item.owners.set(claim.part, claim.owner);
      if (claim.smtpMark !== undefined) item.bySmtp.add(claim.part);
      else item.bySmtp.delete(claim.part);
      item.attempts += 1;
      item.outcome = undefined;
      item.refusals.delete(claim.part);
      item.recipients = claim.recipients;
      item.suppressed = claim.suppressed;
      return { kind: 'claimed', attempt: item.attempts };
    },
    recordSent: async (key, part, sesMessageId) => {
      const item = itemOf(key);
      if (!item.sent.has(part)) item.sent.set(part, sesMessageId);
      release(item, part);
    },
    releaseClaim: async (key, part) => release(itemOf(key), part),
    recordUnknown: async (key, part, atMs) => {
      const item = itemOf(key);
      if (item.sent.has(part)) return;
      item.leases.set(part, atMs);
      item.owners.delete(part);
    },
    changePlan: async (key, from, to, unknownCalls) => {
      const item = itemOf(key);
      if (item.plan?.length !== from?.length) return false;
      if (unknownCalls > 0)
        for (let part = from?.length ?? 1; part < to.length; part += 1)
          item.unknownCalls.set(part, unknownCalls);
      item.plan = to;
      return true;
    },
    correctMessage: async (key, from, to) => {
      const item = itemOf(key);
      if (item.fingerprint !== from.fingerprint || item.attempts !== from.attempts) return false;
      item.fingerprint = to;
      item.plan = undefined;
      for (const part of from.refusedParts) item.refusals.delete(part);
      return true;
    },
    recordConflict: async (key, atMs) => {
      const item = items.get(nameOf(key));
      if (item !== undefined) item.conflictAtMs = atMs;
    },
    recordOutcome: async (outcome) => {
      const item = itemOf(outcome.key);
      const known = item.fingerprint ?? outcome.fingerprint;
      if (outcome.fingerprint !== undefined && known !== outcome.fingerprint) return 'another-mail';
      const isRefused =
        outcome.state === 'rejected' || (outcome.state === 'failed' && item.plan === undefined);
      const lease = item.leases.get(0) ?? Number.NEGATIVE_INFINITY;
      if (
        outcome.part === undefined &&
        ((isRefused && item.sent.has(0)) || lease >= outcome.atMs - outcome.settleMs)
      )
        return 'settled';
      if (outcome.part !== undefined) {
        release(item, outcome.part);
        if (outcome.unknownCalls !== undefined)
          item.unknownCalls.set(outcome.part, outcome.unknownCalls);
        if (outcome.refusedCopyMs !== undefined)
          item.refusals.set(outcome.part, {
            copyMs: outcome.refusedCopyMs,
            reason: shortReason(outcome.reasons.join('; ')),
            remedy: outcome.remedy,
          });
      }
      item.outcome = outcome;
      if (outcome.state === 'held') item.fingerprint = known;
      if (outcome.recipients.length > 0) {
        item.recipients = outcome.recipients;
        item.suppressed = outcome.suppressed;
      }
      return 'settled';
    },
    recordEvents: async ({ key, events }) => {
      const item = itemOf(key);
      const fresh = events
        .filter((event) => !item.events.has(event.eventId))
        .map((event) => event.eventId);
      for (const event of events) {
        item.events.set(event.eventId, event);
        const part = partOf(event);
        if (part !== undefined && event.sesMessageId !== undefined && !item.sent.has(part))
          item.sent.set(part, event.sesMessageId);
      }
      return fresh;
    },
    beginTry: async (sqsMessageId) => {
      tries.set(sqsMessageId, (tries.get(sqsMessageId) ?? 0) + 1);
      return tries.get(sqsMessageId) ?? 0;
    },
    endTry: async (sqsMessageId) => void tries.set(sqsMessageId, 0),
    findMessageBySesId: async (sesMessageId) =>
      [...items.values()].find((item) => [...item.sent.values()].includes(sesMessageId))?.key,
  };

  return { store, items, itemOf, tries };
};
