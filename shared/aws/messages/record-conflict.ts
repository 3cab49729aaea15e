import type { MessageKey } from '../../messages/ports.ts';
import { type MessageRows, updateMessage } from './message-rows.ts';

/** Records a conflict on the message that has the id; does nothing when it does not exist. */
export const recordConflict = async (
  rows: MessageRows,
  key: MessageKey,
  atMs: number,
): Promise<void> => {
  await updateMessage(rows, key, {
    UpdateExpression: 'SET conflictAt = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':at': atMs },
  });
};
