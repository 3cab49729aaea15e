import * as z from 'zod/mini';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { ListTenantTopics } from '../../tenants/ports.ts';
import { tenantItemName } from '../../tenants/tenant-item.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** The attributes of an item that concern topics: a list or a set of strings. */
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
 * Lists the topics of all tenants, and reports items whose topics cannot be read. It scans the
 * table, which has one small item per tenant with settings of its own.
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
