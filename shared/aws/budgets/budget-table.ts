import type { GiveBack } from '../../budgets/charge.ts';
import type { BudgetStore } from '../../budgets/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { lineUp } from '../ledger/line-up.ts';
import { type BudgetRow, keyOf } from './budget-item.ts';
import { charge } from './charge.ts';
import { markHeld } from './mark-held.ts';

/**
 * What tenants with a budget have used, one item per tenant in the ledger table; see
 * docs/budgets.md.
 *
 * @param once - a client that tries each request once, for what must not be done twice
 */
export const budgetTable = (documents: Documents, once: Documents, table: string): BudgetStore => ({
  charge: (tenantId, wish) => charge({ documents, table, tenantId }, wish),
  giveBack: (tenantId, back) => giveBack({ documents: once, table, tenantId }, back),
  lineUp: (tenantId, place) =>
    lineUp({ documents, table, ...keyOf({ tenantId }) }, place, { creates: true }),
  markHeld: (tenantId, mark) => markHeld({ documents, table, tenantId }, mark),
});

const giveBack = async (row: BudgetRow, { day, count }: GiveBack): Promise<void> => {
  await isDone(
    row.documents.update({
      TableName: row.table,
      Key: keyOf(row),
      UpdateExpression: 'SET dayUsed = dayUsed - :count, monthUsed = monthUsed - :count',
      ConditionExpression: '#day = :day',
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: { ':day': day, ':count': count },
    }),
  );
};
