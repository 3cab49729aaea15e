import * as z from 'zod/mini';
import type { ListTenantTopics } from '../ports.ts';
import type { Documents } from './documents.ts';

/** One row of the tenants table, as far as topics go: a list or a set of texts. A row with something else there has none. */
const rowSchema = z.object({
  tenantId: z.string(),
  topics: z.catch(
    z.union([
      z.array(z.string()),
      z.pipe(
        z.set(z.string()),
        z.transform((set) => [...set]),
      ),
    ]),
    [],
  ),
});

/** Reads the topics of all tenants; few tenants have any, and the table has one row for each that has settings of its own. */
export const tenantTopics =
  (documents: Documents, table: string): ListTenantTopics =>
  async () => {
    const found: z.infer<typeof rowSchema>[] = [];
    const withTopics = {
      ProjectionExpression: 'tenantId, topics',
      FilterExpression: 'attribute_exists(topics)',
    };
    for await (const item of documents.scan({ TableName: table, ...withTopics }))
      found.push(z.parse(rowSchema, item));
    return found;
  };
