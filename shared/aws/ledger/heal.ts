import { type LedgerRow, type LedgerUpdate, updateLedgerRow } from './ledger-row.ts';

/** Milliseconds: a time that was read is that near to the time in the table. */
const readWithinMs = 0.01;

/**
 * The conditional update that puts `tat` back to now. DynamoDB adds decimals: a slot has more
 * digits there than the number that was read of it, and never equals it.
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

/** Puts an impossible `tat` back to now, unless it has moved. */
export const heal = async (row: LedgerRow, seenTatMs: number, nowMs: number): Promise<void> => {
  await updateLedgerRow(row, healUpdate(seenTatMs, nowMs));
};
