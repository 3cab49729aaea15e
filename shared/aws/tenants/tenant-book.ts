import * as z from 'zod/mini';
import { parseItem, UnreadableItem } from '../../system/unreadable-item.ts';
import { providerSchema } from '../../tenants/communication-config.ts';
import type { TenantBook, TenantState } from '../../tenants/ports.ts';
import { tenantSettingsSchema } from '../../tenants/settings.ts';
import { readTenantItem, tenantItemName } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

/** Settings in the tenants table: the attributes `settings` and `provider` of a tenant's item. */
export const tenantBook = (documents: Documents, table: string): TenantBook => ({
  read: async (tenantId) => {
    const item = await documents.get({ TableName: table, Key: { tenantId }, ConsistentRead: true });
    if (item === undefined) return { pauses: {} };
    const read = readTenantItem(item);
    if (read instanceof UnreadableItem) throw read;
    const { settings, provider } = parseItem(bookSchema, item, tenantItemName(item));
    return { settings, provider, pauses: read.pauses ?? {}, ses: read.ses };
  },
  write: (tenantId, before, after) =>
    isDone(documents.update({ TableName: table, Key: { tenantId }, ...bookUpdate(before, after) })),
});

const bookSchema = z.object({
  settings: z.optional(tenantSettingsSchema),
  provider: z.optional(providerSchema),
});

type Written = Pick<TenantState, 'settings' | 'provider'>;

/** Writes both attributes where both are as they were read. */
const bookUpdate = (
  before: Written,
  after: Written,
): Pick<
  UpdateRequest,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
> => ({
  UpdateExpression: 'SET #settings = :settings, #provider = :provider',
  ConditionExpression: `${isAsBefore('settings', before)} AND ${isAsBefore('provider', before)}`,
  ExpressionAttributeNames: { '#settings': 'settings', '#provider': 'provider' },
  ExpressionAttributeValues: {
    ':settings': after.settings ?? {},
    ':provider': after.provider ?? { provider: 'ses' },
    ...(before.settings === undefined ? {} : { ':settingsBefore': before.settings }),
    ...(before.provider === undefined ? {} : { ':providerBefore': before.provider }),
  },
});

const isAsBefore = (attribute: keyof Written, before: Written): string =>
  before[attribute] === undefined
    ? `attribute_not_exists(#${attribute})`
    : `#${attribute} = :${attribute}Before`;
