import * as z from 'zod/mini';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { type RoleWish, roleOf, type TenantRole, type TenantRoles } from '../../tenants/role.ts';
import { readTenantItem } from '../../tenants/tenant-item.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';

/**
 * Roles of tenants, in the attributes `ses` and `externalId` of their items.
 *
 * @param newId - makes an external id, which nobody can guess
 */
export const tenantRoles = (
  documents: Documents,
  table: string,
  newId: () => string,
): TenantRoles => ({
  read: async (tenantId) => {
    const item = await documents.get({ TableName: table, Key: { tenantId }, ConsistentRead: true });
    const read = item === undefined ? undefined : readTenantItem(item);
    if (read instanceof UnreadableItem) throw read;
    return roleOf(read?.ses);
  },
  put: async (tenantId, wish) => {
    const externalId = await keepExternalId(documents, table, tenantId, newId());
    const role = { ...wish, account: accountOf(wish), externalId };
    await documents.update({
      TableName: table,
      Key: { tenantId },
      UpdateExpression: 'SET ses = :ses REMOVE credentials',
      ExpressionAttributeValues: { ':ses': role },
    });
    return role;
  },
  remove: (tenantId) =>
    isDone(
      documents.update({
        TableName: table,
        Key: { tenantId },
        UpdateExpression: 'REMOVE ses',
        ConditionExpression: 'attribute_exists(ses.roleArn)',
      }),
    ),
});

const accountOf = ({ roleArn }: RoleWish): TenantRole['account'] => roleArn.split(':')[4] ?? '';

const externalIdItem = z.object({ externalId: z.string() });

/**
 * The tenant's external id. Once it is known to the tenant it stays, also where it was set by hand.
 */
const keepExternalId = async (
  documents: Documents,
  table: string,
  tenantId: string,
  fresh: string,
): Promise<string> => {
  const item = await documents.update({
    TableName: table,
    Key: { tenantId },
    UpdateExpression:
      'SET externalId = if_not_exists(externalId, if_not_exists(ses.externalId, :fresh))',
    ExpressionAttributeValues: { ':fresh': fresh },
    ReturnValues: 'ALL_NEW',
  });
  return externalIdItem.parse(item).externalId;
};
