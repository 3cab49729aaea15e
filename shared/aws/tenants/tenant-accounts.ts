import { LRUCache } from 'lru-cache';
import * as z from 'zod/mini';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { TenantKeys } from '../../tenants/keys-in-use.ts';
import { type Pauses, pausedBySes } from '../../tenants/pauses.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import type { TenantSendingAccount } from '../../tenants/sending-account.ts';
import { readTenantItem, type TenantItem } from '../../tenants/tenant-item.ts';
import { readWaysOut, type WaysOut } from '../../way-out/way-out-settings.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** Accounts of tenants that a container keeps open; those asked for longest ago are opened anew. */
const mostKept = 1_000;

/**
 * SES accounts and pauses of tenants.
 *
 * Items are read each time, so that a changed configuration takes effect at once. What `open` made
 * is kept while the item's account and keys are unchanged.
 *
 * @param open - makes what an account needs: a client, its ledger. `keys` are those of the one tenant
 * that brings it, undefined where it gave a role or neither
 * @throws when the table cannot be reached
 */
export const tenantAccounts = <Account>(
  documents: Documents,
  table: string,
  open: (brought: TenantSendingAccount, keys: TenantKeys | undefined) => Account,
): TenantAccounts<Account> => {
  const kept = new LRUCache<string, { readonly account: Account }>({ max: mostKept });

  const accountOf = ({ tenantId, credentials }: TenantItem, ses: TenantSendingAccount): Account => {
    // A role goes before keys, which are those of one tenant.
    const keys =
      credentials === undefined || ses.roleArn !== undefined
        ? undefined
        : { tenantId, credentials };
    const name = JSON.stringify([ses, keys]);
    const found = kept.get(name) ?? { account: open(ses, keys) };
    kept.set(name, found);
    return found.account;
  };

  return {
    find: async (tenantIds) => {
      const items = await batchGet(
        documents,
        table,
        tenantIds.map((tenantId) => ({ tenantId })),
      );
      const toFound = (item: Item): FoundTenant<Account> | UnreadableItem => {
        const read = readTenantItem(item);
        if (read instanceof UnreadableItem) return read;
        const { ses, pauses = {}, sesTenant, settings } = read;
        const account = ses === undefined ? undefined : accountOf(read, ses);
        const waysOut = read.tenantId === everyTenant ? readWaysOut(item) : {};
        return {
          account,
          pauses,
          sesTenant,
          sesResumedAtMs: sesResumedAtMs(item),
          settings,
          waysOut,
        };
      };
      return new Map(items.map((item) => [String(item.tenantId), toFound(item)]));
    },
    list: async (tell) => {
      const found = new Set<Account>();
      for await (const item of documents.scan({ TableName: table })) {
        const read = readTenantItem(item);
        if (read instanceof UnreadableItem) tell(read);
        else if (read.ses !== undefined) found.add(accountOf(read, read.ses));
      }
      return [...found];
    },
  };
};

const resumedBySes = z.object({
  resumes: z.object({ [pausedBySes]: z.object({ since: z.number() }) }),
});

/** What cannot be read counts as absent. */
const sesResumedAtMs = (item: Item): number | undefined => {
  const { data } = resumedBySes.safeParse(item);
  return data?.resumes[pausedBySes].since;
};

/** A tenant's settings for sending, from its item. */
export interface FoundTenant<Account> {
  /** Its own account; undefined when it sends with the pipeline's. */
  readonly account: Account | undefined;
  readonly pauses: Pauses;
  /** SES tenant in its account to which its mail belongs. */
  readonly sesTenant: string | undefined;
  /** When SES last let its SES tenant send again; epoch ms. */
  readonly sesResumedAtMs: number | undefined;
  /** As they are stored: {@link readTenantSettings} reads them. */
  readonly settings: unknown;
  /** Of the item `*` alone: the ways out, or what cannot be read of them. */
  readonly waysOut: WaysOut | UnreadableItem;
}

export interface TenantAccounts<Account> {
  /** Finds the tenants that have an item; for an unreadable item, what is wrong with it. */
  readonly find: (
    tenantIds: readonly string[],
  ) => Promise<ReadonlyMap<string, FoundTenant<Account> | UnreadableItem>>;
  /** Lists the distinct accounts that tenants bring. Unreadable items are reported and left out. */
  readonly list: (tell: TellUnreadable) => Promise<readonly Account[]>;
}
