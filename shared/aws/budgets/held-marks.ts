import type { HeldMark } from '../../budgets/budget-use.ts';
import type { HeldMarks } from '../../budgets/ports.ts';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { type BudgetRow, keyOf, readBudgetItem, tenantOf } from './budget-item.ts';
import { markHeld } from './mark-held.ts';

/** Marks of held mail, in the items of tenants' budgets. */
export const heldMarks = (
  documents: Documents,
  table: string,
  tellUnreadable: TellUnreadable,
): HeldMarks => ({
  listHeld: async () => {
    const found: Awaited<ReturnType<HeldMarks['listHeld']>>[number][] = [];
    for await (const item of documents.scan({ TableName: table })) {
      const tenantId = tenantOf(item);
      if (tenantId === undefined || item.heldAt === undefined) continue;
      try {
        const use = readBudgetItem(item);
        if (use.held !== undefined) found.push({ tenantId, use, mark: use.held });
      } catch (error) {
        if (!(error instanceof UnreadableItem)) throw error;
        tellUnreadable(error);
      }
    }
    return found;
  },
  changeMark: async (tenantId, seen, next) => {
    const row = { documents, table, tenantId };
    if (next === undefined) await clearMark(row, seen);
    else await markHeld(row, next, seen);
  },
});

const clearMark = async (row: BudgetRow, seen: HeldMark): Promise<void> => {
  await isDone(
    row.documents.update({
      TableName: row.table,
      Key: keyOf(row),
      UpdateExpression: 'REMOVE heldAt, heldDay, heldPerDay, heldPerMonth',
      ConditionExpression: 'heldAt = :seen',
      ExpressionAttributeValues: { ':seen': seen.atMs },
    }),
  );
};
