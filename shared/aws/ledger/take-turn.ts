import { isDone } from '../dynamodb/conditional-write.ts';
import type { LedgerRow } from './ledger-row.ts';

/**
 * Takes the turn to ask SES about the account, kept in an item of its own. False when it was taken
 * after `freeSinceMs`.
 */
export const takeTurn = (
  { documents, table, pk }: LedgerRow,
  nowMs: number,
  freeSinceMs: number,
): Promise<boolean> =>
  isDone(
    documents.update({
      TableName: table,
      Key: { pk: `${pk}#turn` },
      UpdateExpression: 'SET takenAt = :now',
      ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt <= :freeSince',
      ExpressionAttributeValues: { ':now': nowMs, ':freeSince': freeSinceMs },
    }),
  );
