import type { Rebase } from '../../pacing/rebase.ts';
import { hourName, limitOf, periodName } from './ledger-item.ts';
import { type LedgerRow, type LedgerUpdate, updateLedgerRow } from './ledger-row.ts';

/** Re-bases the ledger on SES's values; false when another worker has done so meanwhile. */
export const rebase = async (row: LedgerRow, change: Rebase): Promise<boolean> =>
  (await updateLedgerRow(row, rebaseUpdate(change))) !== undefined;

const removal = ({ hours, periods }: Rebase['forget']): readonly string[] => {
  const names = [...hours.map(hourName), ...periods.map(periodName)];
  return names.length === 0 ? [] : [`REMOVE ${names.join(', ')}`];
};

/**
 * Conditional update of a re-base: `permitsRebase` and `applyRebase` of `shared/pacing/rebase.ts`
 * as DynamoDB expressions.
 */
const rebaseUpdate = (change: Rebase): LedgerUpdate => ({
  UpdateExpression: [
    'SET tat = tat + :tatDelta, quota = quota + :quotaDelta, unconfirmed = :unconfirmed, max24Hours = :max, minInterval = :minInterval, #interval = :interval, syncedAt = :now, adjustedAt = :now',
    ...removal(change.forget),
  ].join(' '),
  ConditionExpression: 'syncedAt = :seenSyncedAt AND throttledAt = :seenThrottledAt',
  ExpressionAttributeNames: { '#interval': 'interval' },
  ExpressionAttributeValues: {
    ':tatDelta': change.tatDeltaMs,
    ':quotaDelta': change.quotaDelta,
    ':unconfirmed': change.unconfirmed,
    ':max': limitOf(change.max24Hours),
    ':minInterval': change.minIntervalMs,
    ':interval': change.intervalMs,
    ':now': change.nowMs,
    ':seenSyncedAt': change.seenSyncedAtMs,
    ':seenThrottledAt': change.seenCutAtMs,
  },
});
