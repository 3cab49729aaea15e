import type { MessageKey } from '../../messages/ports.ts';
import { keyOfPk, sesIdKey, sesIdPk } from './message-key.ts';
import type { MessageRows } from './message-rows.ts';

/**
 * Index of messages by SES's id of their first part. It holds items that have its key, `sesIdKey`.
 */
const sesIdIndex = 'by-ses-message-id';

/**
 * Finds a message by SES's id of its first part, which is in the message's item, or of a further
 * part, which has an item of its own.
 */
export const findMessageBySesId = async (
  { documents, table }: MessageRows,
  sesMessageId: string,
): Promise<MessageKey | undefined> => {
  const indexed = documents.query({
    TableName: table,
    IndexName: sesIdIndex,
    KeyConditionExpression: `${sesIdKey} = :id`,
    ExpressionAttributeValues: { ':id': sesMessageId },
    Limit: 1,
  });
  for await (const { pk } of indexed) if (typeof pk === 'string') return keyOfPk(pk);
  const further = await documents.get({ TableName: table, Key: { pk: sesIdPk(sesMessageId) } });
  const ofMessage = further?.of;
  return typeof ofMessage === 'string' ? keyOfPk(ofMessage) : undefined;
};
