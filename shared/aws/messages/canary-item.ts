import * as z from 'zod/mini';
import type { CanaryState } from '../../canary/canary-state.ts';
import type { ReadCanaryState, WriteCanaryState } from '../../canary/ports.ts';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import { expiry } from './message-key.ts';
import type { MessageRows } from './message-rows.ts';

/** Key of the state of the canaries in the messages table. No tenant id begins with `#`. */
const canaryPk = '#canary';

const times = z.object({
  delivery: z.optional(z.number()),
  bounce: z.optional(z.number()),
  complaint: z.optional(z.number()),
});
const trouble = z.object({ kind: z.enum(['unsent', 'refused', 'lost']), sinceMs: z.number() });
const canaryItem = z.object({
  firstMs: z.number(),
  round: z.object({ id: z.string(), startedAtMs: z.number(), expiresAtMs: z.number() }),
  seen: times,
  troubles: z.object({
    delivery: z.optional(trouble),
    bounce: z.optional(trouble),
    complaint: z.optional(trouble),
  }),
});

/** Reads the state of the canaries. One that cannot be read counts as none; it is told. */
export const canaryReader =
  ({ documents, table }: MessageRows, tell: TellUnreadable): ReadCanaryState =>
  async () => {
    const item = await documents.get({
      TableName: table,
      Key: { pk: canaryPk },
      ConsistentRead: true,
    });
    if (item === undefined) return undefined;
    const read = readItem(canaryItem, item, `the item ${canaryPk} of the messages table`);
    if (!(read instanceof UnreadableItem)) return read;
    tell(read);
    return undefined;
  };

/** Writes the state, unless another run has begun a round since it was read. */
export const canaryWriter =
  ({ documents, table }: MessageRows, now: () => number): WriteCanaryState =>
  (state, before) =>
    isDone(
      documents.put({
        TableName: table,
        Item: { pk: canaryPk, ...state, expiresAt: expiry(now()) },
        ...unlessBegun(before),
      }),
    );

/** What cannot be read is replaced, so without a state before there is no condition. */
const unlessBegun = (before: CanaryState | undefined) =>
  before === undefined
    ? {}
    : {
        ConditionExpression: '#round.#id = :id',
        ExpressionAttributeNames: { '#round': 'round', '#id': 'id' },
        ExpressionAttributeValues: { ':id': before.round.id },
      };
