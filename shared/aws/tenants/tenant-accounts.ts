import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Pauses } from '../../tenants/pauses.ts';
import type { TenantSendingAccount } from '../../tenants/sending-account.ts';
import { readTenantItem } from '../../tenants/tenant-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

const roleSessionName = 'ses-pipeline';

/** How a client of an AWS SDK reaches the account that a tenant brings. */
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

/** What a tenant's item says of its sending. */
export interface FoundTenant<Account> {
  /** The account that it brings; undefined when it sends with the pipeline's. */
  readonly account: Account | undefined;
  readonly pauses: Pauses;
  /** SES tenant in its account that its mail belongs to. */
  readonly sesTenant: string | undefined;
}

export interface TenantAccounts<Account> {
  /** Those of the tenants that have an item; of one that cannot be read, what is wrong with it. */
  readonly find: (
    tenantIds: readonly string[],
  ) => Promise<ReadonlyMap<string, FoundTenant<Account> | UnreadableItem>>;
  /**
   * Every account that some tenant brings, each once. An item that cannot be read is told of and
   * left out.
   */
  readonly list: (tell: TellUnreadable) => Promise<readonly Account[]>;
}

/**
 * The SES accounts that tenants bring, and what of their mail is paused.
 *
 * Their items are read each time, so that a changed configuration counts at once; what `open` made
 * is kept for as long as the item says the same.
 *
 * @param open - makes what is needed of an account: a client, its ledger
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
        const { ses, pauses = {}, sesTenant } = read;
        return { account: ses === undefined ? undefined : accountOf(ses), pauses, sesTenant };
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
