import { type LedgerRow, type LedgerUpdate, updateLedgerRow } from './ledger-row.ts';

/** Tolerance for a time read from the table; ms. */
const readWithinMs = 0.01;

/** Resets an impossible `tat` to now, unless it has changed meanwhile. */
export const heal = async (row: LedgerRow, seenTatMs: number, nowMs: number): Promise<void> => {
  await updateLedgerRow(row, healUpdate(seenTatMs, nowMs));
};

/**
 * Conditional update that resets `tat` to now. It compares with a tolerance, because DynamoDB
 * stores decimals with more digits than the number that was read.
 */
const healUpdate = (seenTatMs: number, nowMs: number): LedgerUpdate => ({
  UpdateExpression: 'SET tat = :now',
  ConditionExpression: 'tat BETWEEN :low AND :high',
  ExpressionAttributeValues: {
    ':now': nowMs,
    ':low': seenTatMs - readWithinMs,
    ':high': seenTatMs + readWithinMs,
  },
});
