import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { PutRequest } from '../dynamodb/documents.ts';
import { announceRow, changeRow } from './change-row.ts';
import { keepUntil, operatorChange } from './entry-change.ts';
import { toFact } from './suppression-item.ts';
import { type SuppressionRows, toTtl } from './suppression-rows.ts';

/** Whether an operator's entry changed anything. */
export type EnterAnswer = 'entered' | 'unchanged';

/** Writes the entry of an operator. */
export const enter = async (
  rows: SuppressionRows,
  entry: SuppressionEntry,
): Promise<EnterAnswer> => {
  const row = await changeRow(rows, entry, operatorChange(entry));
  return row === undefined ? 'unchanged' : 'entered';
};

/** A row with only this entry, without the table's name. */
const newRow = (entry: SuppressionEntry): Omit<PutRequest, 'TableName'> => {
  const { address, scope, reason } = entry;
  const keepUntilMs = keepUntil(entry);
  return {
    Item: {
      address,
      scope,
      [reason]: toFact(entry),
      ...(keepUntilMs === undefined ? {} : { expiresAt: toTtl(keepUntilMs) }),
    },
    ConditionExpression: 'attribute_not_exists(address)',
  };
};

/**
 * Writes an operator's entry if there is no row; otherwise writes nothing and resolves to false.
 */
export const enterNew = async (
  rows: SuppressionRows,
  entry: SuppressionEntry,
): Promise<boolean> => {
  const { documents, table } = rows;
  await announceRow(rows, entry);
  return isDone(documents.put({ TableName: table, ...newRow(entry) }));
};
