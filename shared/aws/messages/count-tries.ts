import * as z from 'zod/mini';
import { expiry } from './message-key.ts';
import type { MessageRows } from './message-rows.ts';

/**
 * Key of the item that counts runs which have begun on a copy of a message and not ended. No tenant
 * id begins with `#`.
 */
const tryPk = (sqsMessageId: string): string => `#try#${sqsMessageId}`;

const tryItem = z.object({ tries: z.number() });

/** Counts a run that begins on a copy; resolves to the number of runs begun and not ended. */
export const beginTry = async (
  { documents, table }: MessageRows,
  sqsMessageId: string,
  nowMs: number,
): Promise<number> => {
  const counted = await documents.update({
    TableName: table,
    Key: { pk: tryPk(sqsMessageId) },
    UpdateExpression: 'SET tries = if_not_exists(tries, :none) + :one, expiresAt = :expiry',
    ExpressionAttributeValues: { ':none': 0, ':one': 1, ':expiry': expiry(nowMs) },
    ReturnValues: 'ALL_NEW',
  });
  return tryItem.parse(counted).tries;
};

/** Resets the count, because the run has ended. */
export const endTry = async (
  { documents, table }: MessageRows,
  sqsMessageId: string,
  nowMs: number,
): Promise<void> => {
  await documents.update({
    TableName: table,
    Key: { pk: tryPk(sqsMessageId) },
    UpdateExpression: 'SET tries = :none, expiresAt = :expiry',
    ExpressionAttributeValues: { ':none': 0, ':expiry': expiry(nowMs) },
  });
};
