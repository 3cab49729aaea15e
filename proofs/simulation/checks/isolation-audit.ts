import { tenantScope } from '../../../shared/suppression/scopes.ts';
import { type Item, noItem } from '../models/dynamodb/item.ts';
import type { RunEnd } from '../models/function.ts';
import type { Report } from './violation.ts';

export interface IsolationAuditOptions {
  readonly report: Report;
  /** Tenant that posts anything on its own topic. */
  readonly tenantId: string;
}

/** Most writes of one post: ten events, each about fifty recipients. */
const mostWrites = 1_000;

/**
 * Checks that a tenant's posts on its own topic reach nobody else: each write concerns the tenant
 * itself, no run fails, and posts not signed by SNS are refused, or come again once for each time
 * that the topics could not be read.
 */
export const createIsolationAudit = ({ report, tenantId }: IsolationAuditOptions) => {
  const broken = (detail: string): void => report('isolation', undefined, detail);
  let unreadTopics = 0;
  const hasToComeAgain = (end: RunEnd): boolean => {
    if (statusOf(end) !== 503 || unreadTopics === 0) return false;
    unreadTopics -= 1;
    return true;
  };
  return {
    /** receive-webhook wrote an item for a post of this tenant. */
    written: (table: string, before: Item | undefined, after: Item | undefined): void => {
      const item = after ?? before ?? noItem;
      if (!isOwn(tenantId, table, item, before ?? noItem))
        broken(`a post of ${tenantId} writes to ${table}, to what is not its own`);
    },
    /** Number of writes by one run of receive-webhook for one post. */
    wrote: (writes: number): void => {
      if (writes > mostWrites) broken(`one post causes ${writes} writes`);
    },
    /** The topics could not be read from the tenants table. */
    topicsUnread: (): void => {
      unreadTopics += 1;
    },
    /** A run of receive-webhook ended. */
    answered: (end: RunEnd, isSigned: boolean): void => {
      if (end.kind === 'failed') broken('a run of receive-webhook fails for a post');
      if (isSigned || end.kind !== 'answered' || statusOf(end) === 403) return;
      if (!hasToComeAgain(end))
        broken(`a post that SNS has not signed is answered ${String(statusOf(end))}`);
    },
    /**
     * An SES id was looked up.
     *
     * @param owner - message found by the id that SES gave to mail of `subject`
     */
    found: (subject: string, owner: string | undefined): void => {
      if (owner !== undefined && owner !== subject)
        broken(`mail of ${subject} is found as that of ${owner} by its id at SES`);
    },
  };
};

const isOwnMessage = (tenantId: string, item: Item): boolean => {
  const pk = String(item.get('pk'));
  return pk.startsWith(`${tenantId}#`) || pk.startsWith('#feedback#brought#');
};

const isOwnScope = (tenantId: string, item: Item): boolean => {
  const scope = String(item.get('scope'));
  return scope === tenantScope(tenantId) || scope.startsWith(`${tenantScope(tenantId)}#`);
};

/**
 * Whether a fact belongs to the tenant. Mail elsewhere is gathered under names of its tenant; a
 * bounce or complaint names the tenant.
 */
const isOwnFact = (tenantId: string, item: Item, before: Item): boolean => {
  const pk = String(item.get('pk'));
  if (pk === 'late') return true;
  if (!pk.endsWith('#elsewhere')) return false;
  if (item.has('tenantId')) return item.get('tenantId') === tenantId;
  return [...item]
    .filter(([name, value]) => name.includes('#') && before.get(name) !== value)
    .every(([name]) => name.startsWith(`${tenantId}#`));
};

const isOwn = (tenantId: string, table: string, item: Item, before: Item): boolean => {
  switch (table) {
    case 'messages':
      return isOwnMessage(tenantId, item);
    case 'suppressions':
      return isOwnScope(tenantId, item);
    case 'reputation':
      return isOwnFact(tenantId, item, before);
    default:
      return false;
  }
};

const statusOf = (end: RunEnd): unknown =>
  end.kind === 'answered' &&
  typeof end.answer === 'object' &&
  end.answer !== null &&
  'statusCode' in end.answer
    ? end.answer.statusCode
    : undefined;

export type IsolationAudit = ReturnType<typeof createIsolationAudit>;
