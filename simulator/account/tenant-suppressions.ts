import { createSuppressionList, type SuppressionList } from './suppression-list.ts';

/** The suppression lists of tenants, by tenant id; each is empty at first. */
export interface TenantSuppressions {
  readonly of: (tenantId: string) => SuppressionList;
  readonly remove: (tenantId: string) => void;
}

export const createTenantSuppressions = (): TenantSuppressions => {
  const lists = new Map<string, SuppressionList>();
  return {
    of: (tenantId) => {
      const list = lists.get(tenantId) ?? createSuppressionList([], 'exact');
      lists.set(tenantId, list);
      return list;
    },
    remove: (tenantId) => void lists.delete(tenantId),
  };
};
