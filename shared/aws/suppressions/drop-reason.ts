import { type SuppressionReason, suppressionReasons } from '../../suppression/suppression-entry.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { DeleteRequest } from '../dynamodb/documents.ts';
import { type RowUpdate, updateRow } from './change-row.ts';
import { streamRows } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/** A reason to drop from a row if its entry was written before `beforeMs`. */
interface DroppedReason extends RowKey {
  readonly reason: SuppressionReason;
  /** Epoch ms. */
  readonly beforeMs: number;
}

const isOld = '#reason.#at < :before';

/** Drops an old reason, and the row together with its last reason. */
export const dropReason = async (rows: SuppressionRows, dropped: DroppedReason): Promise<void> => {
  const { documents, table } = rows;
  const isGone = await isDone(documents.delete({ TableName: table, ...wholeRow(dropped) }));
  if (!isGone) await updateRow(rows, reasonAlone(dropped));
};

const namesOf = ({ reason }: DroppedReason) => ({ '#reason': reason, '#at': 'at' });

/** Deletes the row if the reason is all that it has. */
const wholeRow = (dropped: DroppedReason): Omit<DeleteRequest, 'TableName'> => {
  const others = suppressionReasons.filter((other) => other !== dropped.reason);
  const nothingElse = [
    ...others.map((_, index) => `#o${index}`),
    'removed',
    'notSpamAt',
    'softBounceRule',
    streamRows,
  ].map((name) => `attribute_not_exists(${name})`);
  return {
    Key: { address: dropped.address, scope: dropped.scope },
    ConditionExpression: [isOld, ...nothingElse].join(' AND '),
    ExpressionAttributeNames: {
      ...namesOf(dropped),
      ...Object.fromEntries(others.map((other, index) => [`#o${index}`, other])),
    },
    ExpressionAttributeValues: { ':before': dropped.beforeMs },
  };
};

/** Drops the reason alone. */
const reasonAlone = (dropped: DroppedReason): RowUpdate => ({
  Key: { address: dropped.address, scope: dropped.scope },
  UpdateExpression: 'REMOVE #reason',
  ConditionExpression: isOld,
  ExpressionAttributeNames: namesOf(dropped),
  ExpressionAttributeValues: { ':before': dropped.beforeMs },
});
