import { toAddress } from '../../email/valid-message.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { readTenantSettings } from '../../tenants/settings.ts';
import type { Documents } from '../dynamodb/documents.ts';

/**
 * Name of a tenant for its recipients: that of its sender (`from`, `defaultFrom`), else its id. A
 * page is shown whatever is wrong with the settings.
 */
export const tenantName =
  (documents: Documents, table: string) =>
  async (tenantId: string): Promise<string> => {
    const item = await documents.get({ TableName: table, Key: { tenantId } });
    const settings = readTenantSettings(tenantId, item?.settings);
    if (settings === undefined || settings instanceof UnreadableItem) return tenantId;
    const sender = settings.from ?? settings.defaultFrom;
    const name = sender === undefined ? '' : toAddress(sender).mailbox.name;
    return name === '' ? tenantId : name;
  };
