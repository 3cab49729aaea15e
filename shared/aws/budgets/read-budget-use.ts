import { type BudgetUse, unused } from '../../budgets/budget-use.ts';
import { type BudgetRow, keyOf, readBudgetItem } from './budget-item.ts';

/** Reads what a tenant has used. @throws UnreadableItem */
export const readBudgetUse = async (row: BudgetRow): Promise<BudgetUse> => {
  const item = await row.documents.get({
    TableName: row.table,
    Key: keyOf(row),
    ConsistentRead: true,
  });
  return item === undefined ? unused : readBudgetItem(item);
};
