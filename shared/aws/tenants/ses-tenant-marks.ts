import type { SesTenantMarks } from '../../ses-tenants/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

/**
 * Notes on SES tenants in the tenants table: the attributes `sesCheckedAt` and `sesFencedAt` of
 * tenants' items.
 */
export const sesTenantMarks = (documents: Documents, TableName: string): SesTenantMarks => {
  const update = async (
    tenantId: string,
    change: Pick<UpdateRequest, 'UpdateExpression' | 'ExpressionAttributeValues'>,
  ): Promise<void> => {
    await isDone(
      documents.update({
        TableName,
        Key: { tenantId },
        ...change,
        // No item comes back that somebody has deleted.
        ConditionExpression: 'attribute_exists(tenantId)',
      }),
    );
  };
  const set = (name: string) => (tenantId: string, atMs: number) =>
    update(tenantId, {
      UpdateExpression: `SET ${name} = :at`,
      ExpressionAttributeValues: { ':at': atMs },
    });
  return {
    noteCheck: set('sesCheckedAt'),
    noteFence: set('sesFencedAt'),
    forgetFence: (tenantId) => update(tenantId, { UpdateExpression: 'REMOVE sesFencedAt' }),
  };
};
