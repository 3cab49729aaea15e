import type { Charge } from '../../budgets/charge.ts';
import type { ChargeAnswer } from '../../budgets/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { UpdateRequest } from '../dynamodb/documents.ts';
import { type BudgetRow, keyOf } from './budget-item.ts';
import { readBudgetUse } from './read-budget-use.ts';

/** Charges recipients to a tenant's budget; reads the item when the charge was refused. */
export const charge = async (row: BudgetRow, wish: Charge): Promise<ChargeAnswer> => {
  const keyed = { TableName: row.table, Key: keyOf(row) };
  if (await isDone(row.documents.update({ ...keyed, ...chargeUpdate(wish) })))
    return { kind: 'taken' };
  return { kind: 'refused', use: await readBudgetUse(row) };
};

/**
 * Condition of the charge: `permits` of `shared/budgets/charge.ts` in DynamoDB's terms. That the
 * charge fits into a count that begins anew is checked before.
 */
const conditionOf = ({ branch, limits }: Charge): string => {
  const dayFits = Number.isFinite(limits.perDay) ? ['dayUsed <= :dayRoom'] : [];
  const monthFits = Number.isFinite(limits.perMonth) ? ['monthUsed <= :monthRoom'] : [];
  switch (branch) {
    case 'same-day':
      return ['#day = :day', ...dayFits, ...monthFits].join(' AND ');
    case 'new-day':
      return ['#day < :day', '#month = :month', ...monthFits].join(' AND ');
    case 'new-month':
      return 'attribute_not_exists(#month) OR #month < :month';
    default:
      return branch satisfies never;
  }
};

/** Effect of the charge: `take` of `shared/budgets/charge.ts` as an update expression. */
const effectOf = {
  'same-day': 'SET dayUsed = dayUsed + :count, monthUsed = monthUsed + :count',
  'new-day': 'SET #day = :day, dayUsed = :count, monthUsed = monthUsed + :count',
  'new-month': 'SET #day = :day, dayUsed = :count, #month = :month, monthUsed = :count',
} as const satisfies Record<Charge['branch'], string>;

const chargeUpdate = (wish: Charge): Omit<UpdateRequest, 'TableName' | 'Key'> => {
  const { branch, day, month, count, limits } = wish;
  const hasDayRoom = branch === 'same-day' && Number.isFinite(limits.perDay);
  const hasMonthRoom = branch !== 'new-month' && Number.isFinite(limits.perMonth);
  return {
    UpdateExpression: effectOf[branch],
    ConditionExpression: conditionOf(wish),
    ExpressionAttributeNames: {
      '#day': 'day',
      ...(branch === 'same-day' ? {} : { '#month': 'month' }),
    },
    ExpressionAttributeValues: {
      ':day': day,
      ':count': count,
      ...(branch === 'same-day' ? {} : { ':month': month }),
      ...(hasDayRoom ? { ':dayRoom': limits.perDay - count } : {}),
      ...(hasMonthRoom ? { ':monthRoom': limits.perMonth - count } : {}),
    },
  };
};
