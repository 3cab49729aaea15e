import type { SesTenantItem, SesTenantItems } from '../../ses-tenants/ports.ts';
import { accountName, reachedBy } from '../../ses-tenants/reached-account.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { pausedBySes } from '../../tenants/pauses.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import { readTenantSettings, type TenantSettings, withDefaults } from '../../tenants/settings.ts';
import { readTenantItem, type TenantItem } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** SES tenants in the tenants table: the attribute `sesTenant` of a tenant's item. */
export const sesTenantItems = (documents: Documents, TableName: string): SesTenantItems => {
  const read = async (tenantId: string): Promise<TenantItem> => {
    const item = await documents.get({ TableName, Key: { tenantId }, ConsistentRead: true });
    const found = readTenantItem(item ?? { tenantId });
    if (found instanceof UnreadableItem) throw found;
    return found;
  };
  return {
    read: async (tenantId) => {
      const [own, all] = [await read(tenantId), await read(everyTenant)];
      return toSesTenantItem(own, all);
    },
    othersWith: async (tenantId, name, reached) => {
      const others: string[] = [];
      for await (const raw of documents.scan({ TableName, ConsistentRead: true })) {
        const item = readTenantItem(raw);
        if (item instanceof UnreadableItem || item.tenantId === tenantId) continue;
        if (
          item.sesTenant === name &&
          accountName(reachedBy(item), '') === accountName(reached, '')
        )
          others.push(item.tenantId);
      }
      return others;
    },
    write: (tenantId, name) =>
      isDone(
        documents.update({
          TableName,
          Key: { tenantId },
          UpdateExpression: 'SET sesTenant = :name',
          ConditionExpression: 'attribute_not_exists(sesTenant) OR sesTenant = :name',
          ExpressionAttributeValues: { ':name': name },
        }),
      ),
    clear: async (tenantId, name) => {
      await isDone(
        documents.update({
          TableName,
          Key: { tenantId },
          UpdateExpression: 'REMOVE sesTenant, sesCheckedAt, sesFencedAt',
          ConditionExpression: 'sesTenant = :name',
          ExpressionAttributeValues: { ':name': name },
        }),
      );
    },
  };
};

const toSesTenantItem = (own: TenantItem, all: TenantItem): SesTenantItem => {
  const reached = reachedBy(own);
  const settings = settingsOf(own);
  return {
    reached,
    sesTenant: own.sesTenant,
    heldBySes: own.pauses?.[pausedBySes]?.why,
    settings:
      (reached.kind === 'pipeline' ? withDefaults(settings, settingsOf(all)) : settings) ?? {},
  };
};

const settingsOf = ({ tenantId, settings }: TenantItem): TenantSettings | undefined => {
  const read = readTenantSettings(tenantId, settings);
  if (read instanceof UnreadableItem) throw read;
  return read;
};
