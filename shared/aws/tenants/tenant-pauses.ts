import type { TenantPauses } from '../../reputation/tenant-pauses.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { listTenants } from './list-tenants.ts';
import {
  forgivingUpdate,
  pauseUpdate,
  releasedUpdate,
  resumeUpdate,
  type ScopeUpdate,
} from './pause-updates.ts';

/**
 * Pauses of tenants and streams, in the tenants table: the attributes `pauses`, `resumes`,
 * `forgiven` and `reputation` of a tenant's item.
 */
export const tenantPauses = (documents: Documents, table: string): TenantPauses => {
  /** Makes an update of a scope; resolves to whether its condition held. */
  const update = async (tenantId: string, scope: string, change: ScopeUpdate): Promise<boolean> => {
    const keyed = { TableName: table, Key: { tenantId } };
    // A nested path requires that its parent maps exist.
    await documents.update({
      ...keyed,
      UpdateExpression:
        'SET pauses = if_not_exists(pauses, :none), resumes = if_not_exists(resumes, :none), forgiven = if_not_exists(forgiven, :none)',
      ExpressionAttributeValues: { ':none': {} },
    });
    return isDone(
      documents.update({
        ...keyed,
        ...change,
        ExpressionAttributeNames: namesIn(change, scope),
      }),
    );
  };

  return {
    list: () => listTenants(documents, table),
    pause: (tenantId, scope, pause) => update(tenantId, scope, pauseUpdate(pause)),
    resume: async (tenantId, scope, resume) =>
      (resume.by === 'operator' && (await update(tenantId, scope, forgivingUpdate(resume)))) ||
      update(tenantId, scope, resumeUpdate(resume)),
    markReleased: async (tenantId, scope, resume) => {
      await update(tenantId, scope, releasedUpdate(resume));
    },
  };
};

/** Names used in an update's expressions; DynamoDB refuses unused ones. */
const namesIn = (
  { UpdateExpression, ConditionExpression = '' }: ScopeUpdate,
  scope: string,
): Readonly<Record<string, string>> => ({
  '#scope': scope,
  ...(`${UpdateExpression} ${ConditionExpression}`.includes('#by') ? { '#by': 'by' } : {}),
});
