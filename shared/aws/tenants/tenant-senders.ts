import * as z from 'zod/mini';
import { readItem, type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { ListTenantSenders } from '../../tenants/ports.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import { tenantItemName } from '../../tenants/tenant-item.ts';
import type { Documents } from '../dynamodb/documents.ts';

const address = z.union([
  z.string(),
  z.pipe(
    z.object({ address: z.string() }),
    z.transform((field) => field.address),
  ),
]);

/** The settings that name senders; other settings may be unreadable. */
const rowSchema = z.object({
  tenantId: z.string(),
  settings: z.object({
    from: z.optional(address),
    defaultFrom: z.optional(address),
    allowedSenders: z.optional(z.array(z.string())),
  }),
});

/**
 * Which of the settings count as claims: `all` to find whose a mail was; `own` to keep tenants from
 * sending in each other's name. A default sender is often one of the platform, the same for many
 * tenants, so it keeps nobody out.
 */
export type Claims = 'all' | 'own';

/**
 * Lists the senders of all tenants, and reports items whose senders cannot be read. The item for
 * all tenants (`*`) is nobody's claim.
 *
 * It scans the table, which has one small item per tenant with settings of its own.
 */
export const tenantSenders =
  (
    documents: Documents,
    table: string,
    tell: TellUnreadable,
    claims: Claims = 'all',
  ): ListTenantSenders =>
  async () => {
    const found: Awaited<ReturnType<ListTenantSenders>>[number][] = [];
    const withSettings = {
      ProjectionExpression: 'tenantId, settings',
      FilterExpression: 'attribute_exists(settings)',
    };
    for await (const item of documents.scan({ TableName: table, ...withSettings })) {
      if (item.tenantId === everyTenant) continue;
      const read = readItem(rowSchema, item, tenantItemName(item));
      if (read instanceof UnreadableItem) tell(read);
      else {
        const { from = [], defaultFrom = [], allowedSenders = [] } = read.settings;
        const senders = [from, claims === 'all' ? defaultFrom : [], allowedSenders].flat();
        if (senders.length > 0) found.push({ tenantId: read.tenantId, senders });
      }
    }
    return found;
  };
