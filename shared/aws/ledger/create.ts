import type { Ledger } from '../../pacing/ledger.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import { toItem } from './ledger-item.ts';
import type { LedgerRow } from './ledger-row.ts';

/** Creates a ledger if there is none. */
export const create = async (
  { documents, table, pk }: LedgerRow,
  ledger: Ledger,
): Promise<void> => {
  await ifHolds(
    documents.put({
      TableName: table,
      Item: { pk, ...toItem(ledger) },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
};
