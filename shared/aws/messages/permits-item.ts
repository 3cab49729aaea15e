import * as z from 'zod/mini';
import { admit, endPermit, type Permit, permitSchema } from '../../permits/permits.ts';
import type { TakePermit } from '../../permits/ports.ts';
import { readItem, UnreadableItem } from '../../system/unreadable-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { MessageRows } from './message-rows.ts';

/** Attempts to write while others take and end permits. */
const attempts = 5;

/** How long an item without permits is kept; seconds. */
const keptSeconds = 86_400;

/** When somebody else wins every attempt, the caller may try again after this; ms. */
const contendedMs = 1_000;

const permitsItem = z.object({ permits: z.array(permitSchema), version: z.number() });

type Permits = z.infer<typeof permitsItem>;

/** Permits as items of the messages table: one for each sort of work, with a version as lock. */
export const permitsIn = (
  rows: MessageRows,
  now: () => number,
  newId: () => string,
): TakePermit => {
  const change = changingIn(rows, now);
  return async (work, tenantId, limit) => {
    const id = newId();
    let retryAfterMs = contendedMs;
    const isTaken = await change(work, (permits) => {
      const admission = admit(permits, { id, tenantId }, limit, now());
      if (admission.kind === 'admitted') return admission.permits;
      ({ retryAfterMs } = admission);
      return undefined;
    });
    if (!isTaken) return { kind: 'full', retryAfterMs };
    const end = async (): Promise<void> => {
      await change(work, (permits) => endPermit(permits, id, limit, now())).catch(() => undefined);
    };
    return { kind: 'taken', end };
  };
};

/** Key of the item that holds the permits of some work. No tenant id begins with `#`. */
const permitsPk = (work: string): string => `#permits#${work}`;

/** An item that cannot be read holds no permits, and is written anew: nothing else depends on it. */
const readPermits = (item: unknown, work: string): Permits | undefined => {
  const read = readItem(permitsItem, item, `the item ${permitsPk(work)} of the messages table`);
  return read instanceof UnreadableItem ? undefined : read;
};

const changingIn =
  ({ documents, table }: MessageRows, now: () => number) =>
  /** @returns whether the change was written; it is not when it is undefined, or others win */
  async (
    work: string,
    change: (permits: readonly Permit[]) => readonly Permit[] | undefined,
  ): Promise<boolean> => {
    const pk = permitsPk(work);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const item = await documents.get({ TableName: table, Key: { pk }, ConsistentRead: true });
      const before = readPermits(item, work);
      const permits = change(before?.permits ?? []);
      if (permits === undefined) return false;
      const version = (before?.version ?? 0) + 1;
      const expiresAt = Math.floor(now() / 1000) + keptSeconds;
      const Item = { pk, permits, version, expiresAt };
      if (await isDone(documents.put({ TableName: table, Item, ...unchangedSince(item, before) })))
        return true;
    }
    return false;
  };

const unchangedSince = (item: unknown, before: Permits | undefined) => {
  if (item === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return before === undefined
    ? {}
    : {
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': before.version },
      };
};
