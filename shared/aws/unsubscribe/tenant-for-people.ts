import { toAddress } from '../../email/valid-message.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { readTenantSettings } from '../../tenants/settings.ts';
import type { TenantForPeople } from '../../tenants/tenant-for-people.ts';
import type { Documents } from '../dynamodb/documents.ts';

/**
 * What recipients are told of a tenant: the name of its sender (`from`, `defaultFrom`), else its id,
 * and its streams. A page is shown whatever is wrong with the settings.
 */
export const tenantForPeople =
  (documents: Documents, table: string) =>
  async (tenantId: string): Promise<TenantForPeople> => {
    const item = await documents.get({ TableName: table, Key: { tenantId } });
    const settings = readTenantSettings(tenantId, item?.settings);
    if (settings === undefined || settings instanceof UnreadableItem) return { name: tenantId };
    const sender = settings.from ?? settings.defaultFrom;
    const name = sender === undefined ? '' : toAddress(sender).mailbox.name;
    return { name: name === '' ? tenantId : name, streams: settings.streams };
  };
