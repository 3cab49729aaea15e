import type { SesTenantMarks } from '../../ses-tenants/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** Notes on SES tenants in the tenants table: the attribute `sesCheckedAt` of tenants' items. */
export const sesTenantMarks = (documents: Documents, TableName: string): SesTenantMarks => ({
  noteCheck: async (tenantId, atMs) => {
    await isDone(
      documents.update({
        TableName,
        Key: { tenantId },
        UpdateExpression: 'SET sesCheckedAt = :at',
        // No item comes back that somebody has deleted.
        ConditionExpression: 'attribute_exists(tenantId)',
        ExpressionAttributeValues: { ':at': atMs },
      }),
    );
  },
});
