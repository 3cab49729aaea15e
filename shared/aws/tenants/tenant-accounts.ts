import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Pauses } from '../../tenants/pauses.ts';
import type { TenantSendingAccount } from '../../tenants/sending-account.ts';
import { readTenantItem } from '../../tenants/tenant-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

const roleSessionName = 'ses-pipeline';

/**
 * SES accounts and pauses of tenants.
 *
 * Items are read each time, so that a changed configuration takes effect at once. What `open` made
 * is kept while the item's account is unchanged.
 *
 * @param open - makes what an account needs: a client, its ledger
 * @throws when the table cannot be reached
 */
export const tenantAccounts = <Account>(
  documents: Documents,
  table: string,
  open: (brought: TenantSendingAccount) => Account,
): TenantAccounts<Account> => {
  const kept = new Map<string, Account>();

  const accountOf = (brought: TenantSendingAccount): Account => {
    const key = JSON.stringify(brought);
    const account = kept.get(key) ?? open(brought);
    kept.set(key, account);
    return account;
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
        const account = ses === undefined ? undefined : accountOf(ses);
        return { account, pauses, sesTenant, settings };
      };
      return new Map(items.map((item) => [String(item.tenantId), toFound(item)]));
    },
    list: async (tell) => {
      const found = new Set<Account>();
      for await (const item of documents.scan({ TableName: table })) {
        const read = readTenantItem(item);
        if (read instanceof UnreadableItem) tell(read);
        else if (read.ses !== undefined) found.add(accountOf(read.ses));
      }
      return [...found];
    },
  };
};

/** SDK client options for the account that a tenant brings. */
export const clientOptionsFor = ({
  region,
  endpoint,
  roleArn,
  externalId,
}: TenantSendingAccount) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(roleArn === undefined
    ? {}
    : {
        credentials: fromTemporaryCredentials({
          params: {
            RoleArn: roleArn,
            RoleSessionName: roleSessionName,
            ...(externalId === undefined ? {} : { ExternalId: externalId }),
          },
        }),
      }),
});

/** A tenant's settings for sending, from its item. */
export interface FoundTenant<Account> {
  /** Its own account; undefined when it sends with the pipeline's. */
  readonly account: Account | undefined;
  readonly pauses: Pauses;
  /** SES tenant in its account to which its mail belongs. */
  readonly sesTenant: string | undefined;
  /** As they are stored: {@link readTenantSettings} reads them. */
  readonly settings: unknown;
}

export interface TenantAccounts<Account> {
  /** Finds the tenants that have an item; for an unreadable item, what is wrong with it. */
  readonly find: (
    tenantIds: readonly string[],
  ) => Promise<ReadonlyMap<string, FoundTenant<Account> | UnreadableItem>>;
  /** Lists the distinct accounts that tenants bring. Unreadable items are reported and left out. */
  readonly list: (tell: TellUnreadable) => Promise<readonly Account[]>;
}
