import * as z from 'zod/mini';
import { parseItem, UnreadableItem } from '../../system/unreadable-item.ts';
import { providerSchema } from '../../tenants/communication-config.ts';
import type { TenantBook, TenantState } from '../../tenants/ports.ts';
import { tenantSettingsSchema } from '../../tenants/settings.ts';
import { readTenantItem, tenantItemName } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

/**
 * Settings in the tenants table: the attributes `settings`, `provider` and `settingsVersion`
 * of a tenant's item.
 */
export const tenantBook = (documents: Documents, table: string): TenantBook => ({
  read: async (tenantId) => {
    const item = await documents.get({ TableName: table, Key: { tenantId }, ConsistentRead: true });
    if (item === undefined) return { pauses: {} };
    const read = readTenantItem(item);
    if (read instanceof UnreadableItem) throw read;
    const { settings, provider, settingsVersion } = parseItem(
      bookSchema,
      item,
      tenantItemName(item),
    );
    const { pauses = {}, ses, credentials } = read;
    const accessKeyId = ses === undefined ? undefined : credentials?.current.accessKeyId;
    return { settings, provider, pauses, ses, accessKeyId, version: settingsVersion };
  },
  write: (tenantId, before, after) =>
    isDone(documents.update({ TableName: table, Key: { tenantId }, ...bookUpdate(before, after) })),
});

const bookSchema = z.object({
  settings: z.optional(tenantSettingsSchema),
  provider: z.optional(providerSchema),
  settingsVersion: z.optional(z.number()),
});

/** Writes both attributes where nobody has written them since they were read. */
const bookUpdate = (
  { version }: Pick<TenantState, 'version'>,
  { settings = {}, provider = { provider: 'ses' } }: Pick<TenantState, 'settings' | 'provider'>,
): Pick<
  UpdateRequest,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
> => ({
  UpdateExpression: 'SET settings = :settings, #provider = :provider, settingsVersion = :next',
  ConditionExpression:
    version === undefined ? 'attribute_not_exists(settingsVersion)' : 'settingsVersion = :version',
  ExpressionAttributeNames: { '#provider': 'provider' },
  ExpressionAttributeValues: {
    ':settings': settings,
    ':provider': provider,
    ':next': (version ?? 0) + 1,
    ...(version === undefined ? {} : { ':version': version }),
  },
});
