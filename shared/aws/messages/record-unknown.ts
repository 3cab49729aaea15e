import type { MessageKey } from '../../messages/ports.ts';
import { claimNames, type MessageRows, updateMessage } from './message-rows.ts';

/**
 * Records that the answer to a part's call was lost, which ends its lease, unless an event has
 * settled the part meanwhile.
 */
export const recordUnknown = async (
  rows: MessageRows,
  key: MessageKey,
  part: number,
  atMs: number,
): Promise<void> => {
  await updateMessage(rows, key, {
    UpdateExpression: 'SET #lease = :at REMOVE #owner',
    ConditionExpression: 'attribute_not_exists(#sent)',
    ExpressionAttributeNames: { ...claimNames(part), '#sent': `sent${part}` },
    ExpressionAttributeValues: { ':at': atMs },
  });
};
