import type { ScanMessages } from '../../messages/search-messages.ts';
import type { MessageRows } from './message-rows.ts';

/**
 * Reads a page of the messages table, and hands over the items of one tenant. Reads with eventual
 * consistency, at half the price.
 */
export const scanMessages =
  ({ documents, table }: MessageRows): ScanMessages =>
  async (tenantId, after) => {
    const { items, next } = await documents.scanPage({
      TableName: table,
      FilterExpression: 'begins_with(pk, :tenant)',
      ExpressionAttributeValues: { ':tenant': `${tenantId}#` },
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: after } }),
    });
    return { items, next: next === undefined ? undefined : String(next.pk) };
  };
