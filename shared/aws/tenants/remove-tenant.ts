import { type Pause, type Pauses, pausesSchema, wholeTenant } from '../../tenants/pauses.ts';
import type { RemoveTenant } from '../../tenants/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** Attempts to write while others change the tenant. */
const attempts = 4;

/**
 * Puts a pause of all mail in place of a tenant's item. The item is written as a whole, so that
 * whatever a tenant may have, it is gone; and one that cannot be read is removed like any other.
 */
export const removeTenant =
  (documents: Documents, table: string): RemoveTenant =>
  async (tenantId, pause) => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const before = await documents.get({
        TableName: table,
        Key: { tenantId },
        ConsistentRead: true,
      });
      const Item = remainsOf(tenantId, before, pause);
      const put = { TableName: table, Item, ...sameVersion(before) };
      if (await isDone(documents.put(put))) return true;
    }
    return false;
  };

/** The other pauses stay: the end of this one must let go nothing that they hold. */
const remainsOf = (tenantId: string, before: Item | undefined, pause: Pause): Item => {
  const version = before?.settingsVersion;
  const pauses: Pauses = pausesSchema.safeParse(before?.pauses).data ?? {};
  return {
    tenantId,
    pauses: { ...pauses, [wholeTenant]: pause },
    settingsVersion: typeof version === 'number' ? version + 1 : 1,
  };
};

/** Whoever has read the settings before writes them no more. */
const sameVersion = (before: Item | undefined) => {
  const version = before?.settingsVersion;
  return version === undefined
    ? { ConditionExpression: 'attribute_not_exists(settingsVersion)' }
    : {
        ConditionExpression: 'settingsVersion = :version',
        ExpressionAttributeValues: { ':version': version },
      };
};
