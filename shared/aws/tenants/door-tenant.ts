import type { DoorTenant } from '../../doors/ports.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import { wholeTenant, withPausesOfAll } from '../../tenants/pauses.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import { readTenantSettings, withDefaults } from '../../tenants/settings.ts';
import { readTenantItem, type TenantItem } from '../../tenants/tenant-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** Where mail of tenants without an account of their own is sent from. */
export interface OwnPlace {
  readonly account: string;
  readonly region: string;
}

/** A tenant, and whether all its mail is paused. */
export interface FoundDoorTenant extends DoorTenant {
  readonly isPaused: boolean;
}

/**
 * Reads what a door has to know of a tenant: its own item, and that of all tenants. A tenant without
 * an item has no settings.
 *
 * @throws UnreadableItem when an item that applies to it cannot be read
 */
export const doorTenant =
  (documents: Documents, table: string, own: OwnPlace) =>
  async (tenantId: string): Promise<FoundDoorTenant> => {
    const keys = [{ tenantId }, { tenantId: everyTenant }];
    const items = await batchGet(documents, table, keys, 'eventual');
    const readItemOf = (id: string): TenantItem | undefined => {
      const item = items.find((one) => one.tenantId === id);
      return item && orThrow(readTenantItem(item));
    };
    const found = readItemOf(tenantId);
    const settings = settingsOf(found);
    if (found?.ses !== undefined)
      return {
        settings: settings ?? {},
        sesTenant: found.sesTenant,
        account: found.ses.account,
        region: found.ses.region ?? own.region,
        isPaused: wholeTenant in (found.pauses ?? {}),
      };
    const ofAll = readItemOf(everyTenant);
    const hasSesTenant = found?.sesTenant !== undefined;
    const pauses = withPausesOfAll(found?.pauses ?? {}, ofAll?.pauses ?? {}, hasSesTenant);
    return {
      settings: withDefaults(settings, settingsOf(ofAll)) ?? {},
      sesTenant: found?.sesTenant ?? ofAll?.sesTenant,
      ...own,
      isPaused: wholeTenant in pauses,
    };
  };

const orThrow = <Value>(read: Value | UnreadableItem): Value => {
  if (read instanceof UnreadableItem) throw read;
  return read;
};

const settingsOf = (item: TenantItem | undefined) =>
  item && orThrow(readTenantSettings(item.tenantId, item.settings));
