import type { Cut } from '../../pacing/cut.ts';
import type { Ledger } from '../../pacing/ledger.ts';
import { type LedgerRow, type LedgerUpdate, updateLedgerRow } from './ledger-row.ts';

/** Cuts the rate, unless another worker has cut it meanwhile. */
export const cut = async (row: LedgerRow, from: Ledger, change: Cut): Promise<void> => {
  await updateLedgerRow(row, cutUpdate(from, change));
};

/**
 * Conditional update that applies a cut: `permitsCut` and `applyCut` of `shared/pacing/cut.ts` as
 * DynamoDB expressions.
 */
const cutUpdate = (from: Ledger, { margin, intervalMs, nowMs, tatDeltaMs }: Cut): LedgerUpdate => ({
  UpdateExpression:
    'SET tat = tat + :tatDelta, #interval = :interval, cutFrom = :cutFrom, lastCut = :lastCut, throttledAt = :throttledAt, adjustedAt = :now',
  ConditionExpression: 'throttledAt = :seenThrottledAt AND minInterval = :minInterval',
  ExpressionAttributeNames: { '#interval': 'interval' },
  ExpressionAttributeValues: {
    ':tatDelta': tatDeltaMs,
    ':interval': intervalMs,
    ':cutFrom': margin.cutFrom,
    ':lastCut': margin.lastCut,
    ':throttledAt': margin.cutAtMs,
    ':now': nowMs,
    ':seenThrottledAt': from.margin.cutAtMs,
    ':minInterval': from.minIntervalMs,
  },
});
