import type { Lane } from '../../email/streams.ts';
import { toStoppedLanes } from './ledger-item.ts';
import { type LedgerRow, updateLedgerRow } from './ledger-row.ts';

/** Records which lanes refresh-quota has closed; does nothing when there is no ledger. */
export const recordStoppedLanes = async (
  row: LedgerRow,
  stopped: readonly Lane[],
): Promise<void> => {
  await updateLedgerRow(row, {
    UpdateExpression: 'SET stoppedLanes = :stopped',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':stopped': toStoppedLanes(stopped) },
  });
};
