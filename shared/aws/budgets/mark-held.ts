import type { HeldMark } from '../../budgets/budget-use.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import { type BudgetRow, keyOf, toHeldAttributes } from './budget-item.ts';

/**
 * Marks that mail of a tenant is held.
 *
 * @param seen - the mark that this one replaces; without it, this one replaces any
 */
export const markHeld = async (row: BudgetRow, mark: HeldMark, seen?: HeldMark): Promise<void> => {
  const attributes = Object.entries(toHeldAttributes(mark));
  const set = attributes.filter(([, value]) => value !== undefined);
  const removed = attributes.filter(([, value]) => value === undefined);
  await isDone(
    row.documents.update({
      TableName: row.table,
      Key: keyOf(row),
      UpdateExpression: [
        `SET ${set.map(([name]) => `${name} = :${name}`).join(', ')}`,
        ...(removed.length === 0 ? [] : [`REMOVE ${removed.map(([name]) => name).join(', ')}`]),
      ].join(' '),
      ...(seen === undefined ? {} : { ConditionExpression: 'heldAt = :seen' }),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
        ...(seen === undefined ? {} : { ':seen': seen.atMs }),
      },
    }),
  );
};
