import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ListTenantTopics } from '../ports.ts';

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
  (documents: DynamoDBDocumentClient, table: string): ListTenantTopics =>
  async () => {
    const found: z.infer<typeof rowSchema>[] = [];
    const pages = paginateScan(
      { client: documents },
      { TableName: table, ProjectionExpression: 'tenantId, topics', FilterExpression: 'attribute_exists(topics)' },
    );
    for await (const { Items = [] } of pages) found.push(...Items.map((item) => z.parse(rowSchema, item)));
    return found;
  };
