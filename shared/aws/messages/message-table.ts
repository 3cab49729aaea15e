import * as z from 'zod/mini';
import { outcomeStates } from '../../messages/message-record.ts';
import type {
  BeginTry,
  ChangePlan,
  ClaimPart,
  CorrectMessage,
  EndTry,
  FindMessageBySesId,
  FindProgress,
  MessageKey,
  MessageProgress,
  RecordConflict,
  RecordEvents,
  RecordOutcome,
  RecordSent,
  RecordUnknown,
  ReleaseClaim,
  SendPlan,
} from '../../messages/ports.ts';
import type { Consistency } from '../../system/ports.ts';
import { parseItem } from '../../system/unreadable-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, Item, UpdateRequest } from '../dynamodb/documents.ts';
import { firstClaim, furtherClaim } from './claim-request.ts';
import { messageEvents } from './message-events.ts';
import { expiry, keyOfPk, messagePk, neverExpires, sesIdKey } from './message-key.ts';
import { outcomeRequest } from './outcome-request.ts';

/** Index that finds a message by SES's id for its first part. An item is in it when it has the index's key, `sesIdKey`. */
const sesIdIndex = 'by-ses-message-id';

/** Further parts of a message have their SES id in an item of its own; no tenant id begins with `#`. */
const sesIdPk = (sesMessageId: string): string => `#ses#${sesMessageId}`;

/** Runs that began to work on a copy of a message, and did not end, have an item of their own; no tenant id begins with `#`. */
const tryPk = (sqsMessageId: string): string => `#try#${sqsMessageId}`;

const progressItem = z.object({
  pk: z.string(),
  attempts: z.optional(z.number()),
  plan: z.optional(z.array(z.array(z.number()))),
  fingerprint: z.optional(z.string()),
  outcome: z.optional(
    z.object({ state: z.optional(z.enum(outcomeStates)), heldCopy: z.optional(z.number()) }),
  ),
});

const refusalAttribute = z.object({
  why: z.string(),
  remedy: z.optional(z.string()),
});

const tryItem = z.object({ tries: z.number() });

const perPart = (
  item: Readonly<Record<string, unknown>>,
  prefix: string,
): readonly (readonly [number, unknown])[] =>
  Object.entries(item).flatMap(([name, value]) => {
    const part = name.startsWith(prefix) ? Number(name.slice(prefix.length) || 'none') : Number.NaN;
    return Number.isInteger(part) ? [[part, value] as const] : [];
  });

const toProgress = (raw: Readonly<Record<string, unknown>>): MessageProgress => {
  const item = parseItem(
    progressItem,
    raw,
    `the item of a message of tenant ${keyOfPk(String(raw.pk)).tenantId} in the messages table`,
  );
  return {
    key: keyOfPk(item.pk),
    sent: new Map(
      perPart(raw, 'sent').flatMap(([part, id]) =>
        typeof id === 'string' ? [[part, id] as const] : [],
      ),
    ),
    leases: new Map(
      perPart(raw, 'lease').flatMap(([part, until]) =>
        typeof until === 'number' ? [[part, until] as const] : [],
      ),
    ),
    unknownCalls: new Map(
      perPart(raw, 'unknown').flatMap(([part, calls]) =>
        typeof calls === 'number' ? [[part, calls] as const] : [],
      ),
    ),
    refusals: new Map(
      perPart(raw, 'refused').flatMap(([part, copyMs]) => {
        const refusal = refusalAttribute.safeParse(raw[`refusal${part}`]);
        if (typeof copyMs !== 'number' || !refusal.success) return [];
        const { why, remedy } = refusal.data;
        return [[part, { copyMs, reason: why, remedy }] as const];
      }),
    ),
    plan: item.plan,
    fingerprint: item.fingerprint,
    attempts: item.attempts ?? 0,
    heldCopy: item.outcome?.heldCopy,
    outcome: item.outcome?.state,
  };
};

const isSamePlan = (one: SendPlan | undefined, other: SendPlan | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export interface MessageTable {
  readonly findProgress: FindProgress;
  readonly claimPart: ClaimPart;
  readonly recordSent: RecordSent;
  readonly releaseClaim: ReleaseClaim;
  readonly recordUnknown: RecordUnknown;
  readonly changePlan: ChangePlan;
  readonly correctMessage: CorrectMessage;
  readonly recordConflict: RecordConflict;
  readonly recordOutcome: RecordOutcome;
  readonly recordEvents: RecordEvents;
  readonly findMessageBySesId: FindMessageBySesId;
  readonly beginTry: BeginTry;
  readonly endTry: EndTry;
  /** Items as they are, for showing them. */
  readonly findItems: (
    keys: readonly MessageKey[],
    consistency?: Consistency,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface MessageTableOptions {
  /** Whether messages are to be found by SES's ids for them: a write of the index for each, and one more for each further part. */
  readonly identityFeedback?: boolean;
}

/** The messages table; its layout is in docs/architecture.md. */
export const messageTable = (
  documents: Documents,
  table: string,
  now: () => number,
  { identityFeedback = false }: MessageTableOptions = {},
): MessageTable => {
  const keyed = (key: MessageKey) => ({ TableName: table, Key: { pk: messagePk(key) } });

  const update = (request: UpdateRequest): Promise<Item | undefined> =>
    ifHolds(documents.update(request));

  /** Puts a message into the index, by the value that the update names so. */
  const indexing = (part: number, value: string): readonly string[] =>
    identityFeedback && part === 0 ? [`${sesIdKey} = if_not_exists(${sesIdKey}, ${value})`] : [];

  const findItems = async (keys: readonly MessageKey[], consistency?: Consistency) =>
    batchGet(
      documents,
      table,
      keys.map((key) => ({ pk: messagePk(key) })),
      consistency,
    );

  const releaseClaim: ReleaseClaim = async (key, part) => {
    await update({
      ...keyed(key),
      UpdateExpression: 'REMOVE #lease, #owner',
      ExpressionAttributeNames: { '#lease': `lease${part}`, '#owner': `owner${part}` },
    });
  };

  return {
    ...messageEvents(documents, { table, now, identityFeedback }),
    findItems,
    releaseClaim,
    findProgress: async (keys, consistency) => (await findItems(keys, consistency)).map(toProgress),

    claimPart: async (claim) => {
      const expiresAt = expiry(claim.nowMs);
      const isFirst = claim.isNew && claim.plan === undefined;
      const created = isFirst
        ? await update({ ...keyed(claim.key), ...firstClaim(claim, expiresAt) })
        : undefined;
      if (created !== undefined) return { kind: 'claimed', attempt: 1 };

      const claimed = await update({ ...keyed(claim.key), ...furtherClaim(claim, expiresAt) });
      if (claimed !== undefined) {
        const { plan, attempts } = toProgress({ ...claimed, ...keyed(claim.key).Key });
        if (isSamePlan(plan, claim.plan)) return { kind: 'claimed', attempt: attempts };
        await releaseClaim(claim.key, claim.part);
        return { kind: 'unsettled', untilMs: claim.nowMs };
      }

      const item = await documents.get({ ...keyed(claim.key), ConsistentRead: true });
      const progress = item === undefined ? undefined : toProgress(item);
      if (progress?.fingerprint !== undefined && progress.fingerprint !== claim.fingerprint)
        return { kind: 'unsettled', untilMs: claim.nowMs };
      // Who goes by another plan takes this part for others than it has: what is sent of it says nothing of them.
      if (progress !== undefined && !isSamePlan(progress.plan, claim.plan))
        return { kind: 'unsettled', untilMs: claim.nowMs };
      const sesMessageId = progress?.sent.get(claim.part);
      if (sesMessageId !== undefined) return { kind: 'already-sent', sesMessageId };
      const refusal = progress?.refusals.get(claim.part);
      if (refusal !== undefined && refusal.copyMs >= claim.copyMs)
        return { kind: 'refused', refusal };
      const lease = progress?.leases.get(claim.part);
      return {
        kind: 'unsettled',
        untilMs: lease === undefined ? claim.nowMs : lease + claim.settleMs,
      };
    },

    recordSent: async (key, part, sesMessageId, atMs) => {
      await update({
        ...keyed(key),
        UpdateExpression: `SET ${['#sent = if_not_exists(#sent, :id)', '#sentAt = if_not_exists(#sentAt, :at)', ...indexing(part, ':id')].join(', ')} REMOVE #lease, #owner`,
        ExpressionAttributeNames: {
          '#sent': `sent${part}`,
          '#sentAt': `sentAt${part}`,
          '#lease': `lease${part}`,
          '#owner': `owner${part}`,
        },
        ExpressionAttributeValues: { ':id': sesMessageId, ':at': atMs },
      });
      if (identityFeedback && part > 0) {
        await documents.put({
          TableName: table,
          Item: { pk: sesIdPk(sesMessageId), of: messagePk(key), expiresAt: expiry(atMs) },
        });
      }
    },

    recordUnknown: async (key, part, atMs) => {
      await update({
        ...keyed(key),
        UpdateExpression: 'SET #lease = :at REMOVE #owner',
        ConditionExpression: 'attribute_not_exists(#sent)',
        ExpressionAttributeNames: {
          '#lease': `lease${part}`,
          '#owner': `owner${part}`,
          '#sent': `sent${part}`,
        },
        ExpressionAttributeValues: { ':at': atMs },
      });
    },

    changePlan: async (key, from, to, unknownCalls) => {
      const added =
        unknownCalls === 0 ? [] : to.flatMap((_, part) => (part < (from?.length ?? 1) ? [] : part));
      return (
        (await update({
          ...keyed(key),
          UpdateExpression: `SET ${['#plan = :to', ...added.map((part) => `unknown${part} = :unknown`)].join(', ')}`,
          ConditionExpression:
            from === undefined ? 'attribute_not_exists(#plan)' : 'size(#plan) = :parts',
          ExpressionAttributeNames: { '#plan': 'plan' },
          ExpressionAttributeValues: {
            ':to': to,
            ...(from === undefined ? {} : { ':parts': from.length }),
            ...(added.length === 0 ? {} : { ':unknown': unknownCalls }),
          },
        })) !== undefined
      );
    },

    correctMessage: async (key, from, to) =>
      (await update({
        ...keyed(key),
        UpdateExpression: `SET fingerprint = :to REMOVE ${['#plan', ...from.refusedParts.flatMap((part) => [`refused${part}`, `refusal${part}`])].join(', ')}`,
        ConditionExpression: 'fingerprint = :from AND attempts = :attempts',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: {
          ':to': to,
          ':from': from.fingerprint,
          ':attempts': from.attempts,
        },
      })) !== undefined,

    recordConflict: async (key, atMs) => {
      await update({
        ...keyed(key),
        UpdateExpression: 'SET conflictAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': atMs },
      });
    },

    recordOutcome: async (outcome) => {
      const expiresAt = outcome.state === 'held' ? neverExpires : expiry(outcome.atMs);
      const request = outcomeRequest(outcome, expiresAt);
      await update({ ...keyed(outcome.key), ...request });
    },

    beginTry: async (sqsMessageId) => {
      const counted = await documents.update({
        TableName: table,
        Key: { pk: tryPk(sqsMessageId) },
        UpdateExpression: 'SET tries = if_not_exists(tries, :none) + :one, expiresAt = :expiry',
        ExpressionAttributeValues: { ':none': 0, ':one': 1, ':expiry': expiry(now()) },
        ReturnValues: 'ALL_NEW',
      });
      return tryItem.parse(counted).tries;
    },

    endTry: async (sqsMessageId) => {
      await documents.update({
        TableName: table,
        Key: { pk: tryPk(sqsMessageId) },
        UpdateExpression: 'SET tries = :none, expiresAt = :expiry',
        ExpressionAttributeValues: { ':none': 0, ':expiry': expiry(now()) },
      });
    },

    findMessageBySesId: async (sesMessageId) => {
      const indexed = documents.query({
        TableName: table,
        IndexName: sesIdIndex,
        KeyConditionExpression: `${sesIdKey} = :id`,
        ExpressionAttributeValues: { ':id': sesMessageId },
        Limit: 1,
      });
      for await (const { pk } of indexed) if (typeof pk === 'string') return keyOfPk(pk);
      const further = await documents.get({ TableName: table, Key: { pk: sesIdPk(sesMessageId) } });
      const furtherPart = further?.of;
      return typeof furtherPart === 'string' ? keyOfPk(furtherPart) : undefined;
    },
  };
};
