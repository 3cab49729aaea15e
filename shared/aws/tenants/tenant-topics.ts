import * as z from 'zod/mini';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { ListTenantTopics } from '../../tenants/ports.ts';
import { tenantItemName } from '../../tenants/tenant-item.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** One row of the tenants table, as far as topics go: a list or a set of texts. */
const rowSchema = z.object({
  tenantId: z.string(),
  topics: z.union([
    z.array(z.string()),
    z.pipe(
      z.set(z.string()),
      z.transform((set) => [...set]),
    ),
  ]),
});

/**
 * Reads the topics of all tenants, and tells of items that hold something else there; few tenants
 * have any, and the table has one row for each that has settings of its own.
 */
export const tenantTopics =
  (documents: Documents, table: string, tell: TellUnreadable): ListTenantTopics =>
  async () => {
    const found: z.infer<typeof rowSchema>[] = [];
    const withTopics = {
      ProjectionExpression: 'tenantId, topics',
      FilterExpression: 'attribute_exists(topics)',
    };
    for await (const item of documents.scan({ TableName: table, ...withTopics })) {
      const read = readItem(rowSchema, item, tenantItemName(item));
      if (read instanceof UnreadableItem) tell(read);
      else found.push(read);
    }
    return found;
  };
