import type { MessageKey } from '../../messages/ports.ts';
import type { Item } from '../dynamodb/documents.ts';
import { expiry, messagePk, sesIdKey, sesIdPk } from './message-key.ts';
import { claimNames, type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';

/** A part that SES has accepted. */
export interface SentPart {
  readonly part: number;
  readonly sesMessageId: string;
  /** Time of SES's answer; epoch ms. */
  readonly atMs: number;
}

/** Records that SES has accepted a part. */
export const recordSent = async (
  rows: MessageRows,
  key: MessageKey,
  sent: SentPart,
  isIndexed: boolean,
): Promise<void> => {
  const { documents, table } = rows;
  await updateMessage(rows, key, sentUpdate(sent, isIndexed));
  if (isIndexed && sent.part > 0)
    await documents.put({ TableName: table, Item: furtherPartItem(key, sent) });
};

/**
 * Update that records SES's id of a part and ends its claim.
 *
 * @param isIndexed - whether the message can be found by the id of its first part
 */
export const sentUpdate = (
  { part, sesMessageId, atMs }: SentPart,
  isIndexed: boolean,
): MessageUpdate => {
  const effects = [
    '#sent = if_not_exists(#sent, :id)',
    '#sentAt = if_not_exists(#sentAt, :at)',
    ...(isIndexed && part === 0 ? [`${sesIdKey} = if_not_exists(${sesIdKey}, :id)`] : []),
  ];
  return {
    UpdateExpression: `SET ${effects.join(', ')} REMOVE #lease, #owner`,
    ExpressionAttributeNames: {
      '#sent': `sent${part}`,
      '#sentAt': `sentAt${part}`,
      ...claimNames(part),
    },
    ExpressionAttributeValues: { ':id': sesMessageId, ':at': atMs },
  };
};

/** Item by which a message is found by SES's id of a further part. */
export const furtherPartItem = (key: MessageKey, { sesMessageId, atMs }: SentPart): Item => ({
  pk: sesIdPk(sesMessageId),
  of: messagePk(key),
  expiresAt: expiry(atMs),
});
