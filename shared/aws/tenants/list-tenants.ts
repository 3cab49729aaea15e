import * as z from 'zod/mini';
import { readBudgetSettings } from '../../budgets/read-budget-settings.ts';
import type { PausesOfTenant } from '../../reputation/tenant-pauses.ts';
import { ownThresholdsSchema } from '../../reputation/thresholds.ts';
import type { SesTenantMark } from '../../ses-tenants/ports.ts';
import { accountName, reachedBy } from '../../ses-tenants/reached-account.ts';
import { readItem, UnreadableItem } from '../../system/unreadable-item.ts';
import { type Pauses, wholeTenant } from '../../tenants/pauses.ts';
import { forgivenSchema, resumesSchema } from '../../tenants/resumes.ts';
import { readTenantItem, type TenantItem, tenantItemName } from '../../tenants/tenant-item.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

const resumesItem = z.looseObject({
  resumes: z.optional(resumesSchema),
  forgiven: z.optional(forgivenSchema),
});
const reputationItem = z.looseObject({
  reputation: z.optional(ownThresholdsSchema),
});

/** Lists every tenant that has an item. */
export const listTenants = async (
  documents: Documents,
  table: string,
): Promise<readonly PausesOfTenant[]> => {
  const tenants: PausesOfTenant[] = [];
  for await (const item of documents.scan({ TableName: table, ConsistentRead: true }))
    tenants.push(toTenant(item));
  return withShared(tenants);
};

/** Finds one tenant; a tenant without an item has neither pauses nor thresholds of its own. */
export const findTenant = async (
  documents: Documents,
  table: string,
  tenantId: string,
): Promise<PausesOfTenant> =>
  toTenant(
    (await documents.get({ TableName: table, Key: { tenantId }, ConsistentRead: true })) ?? {
      tenantId,
    },
  );

/**
 * Reads an item. When its account, budget or pauses cannot be read, the tenant counts as paused by an
 * operator, as it does for the sender: nothing is released and the guard leaves it alone. Other
 * unreadable attributes count as absent.
 */
const toTenant = (item: Item): PausesOfTenant => {
  const name = tenantItemName(item);
  const sending = readTenantItem(item);
  const budgets = readBudgetSettings(item.settings, name);
  const resuming = readItem(resumesItem, item, name);
  const judging = readItem(reputationItem, item, name);
  const stop = [sending, budgets].find((read) => read instanceof UnreadableItem);
  const pauses: Pauses =
    sending instanceof UnreadableItem || stop !== undefined
      ? { [wholeTenant]: { by: 'operator', since: 0, why: stop?.message ?? '' } }
      : (sending.pauses ?? {});
  const { resumes = {}, forgiven = {} } = resuming instanceof UnreadableItem ? {} : resuming;
  const unreadable = [sending, budgets, resuming, judging].filter(
    (read) => read instanceof UnreadableItem,
  );
  return {
    tenantId: String(item.tenantId),
    hasOwnAccount: item.ses !== undefined,
    pauses: new Map(Object.entries(pauses)),
    resumes: new Map(Object.entries(resumes)),
    forgiven: new Map(Object.entries(forgiven)),
    ownThresholds: judging instanceof UnreadableItem ? {} : (judging.reputation ?? {}),
    ...(sending instanceof UnreadableItem ? {} : sesOf(sending)),
    budgets: budgets instanceof UnreadableItem ? {} : budgets,
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
};

/** A wrong `sesCheckedAt` counts as absent. */
const sesOf = (item: TenantItem): Pick<PausesOfTenant, 'ses'> => {
  const { sesTenant: name, sesCheckedAt, sesFencedAt } = item;
  if (name === undefined) return {};
  const checkedAtMs = typeof sesCheckedAt === 'number' ? sesCheckedAt : 0;
  const isFenced = sesFencedAt !== undefined;
  return { ses: { name, reached: reachedBy(item), checkedAtMs, isFenced, isShared: false } };
};

/** Tells of each SES tenant whether several items name it. */
const withShared = (tenants: readonly PausesOfTenant[]): readonly PausesOfTenant[] => {
  const counts = new Map<string, number>();
  const nameOf = ({ name, reached }: SesTenantMark) => `${accountName(reached, '')} ${name}`;
  for (const { ses } of tenants)
    if (ses !== undefined) counts.set(nameOf(ses), (counts.get(nameOf(ses)) ?? 0) + 1);
  return tenants.map((tenant) =>
    tenant.ses !== undefined && (counts.get(nameOf(tenant.ses)) ?? 0) > 1
      ? { ...tenant, ses: { ...tenant.ses, isShared: true } }
      : tenant,
  );
};
