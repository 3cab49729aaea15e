import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type TenantSendingAccount, tenantItemSchema } from '../tenants/sending-account.ts';
import { batchGet } from './batch-get.ts';

const roleSessionName = 'ses-pipeline';

/** How a client of an AWS SDK reaches the account that a tenant brings. */
export const clientOptionsFor = ({ region, endpoint, roleArn, externalId }: TenantSendingAccount) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(roleArn === undefined
    ? {}
    : {
        credentials: fromTemporaryCredentials({
          params: { RoleArn: roleArn, RoleSessionName: roleSessionName, ...(externalId === undefined ? {} : { ExternalId: externalId }) },
        }),
      }),
});

export interface TenantAccounts<Account> {
  /** The accounts of those tenants that bring one. */
  readonly find: (tenantIds: readonly string[]) => Promise<ReadonlyMap<string, Account>>;
  /** Every account that some tenant brings, each once. */
  readonly list: () => Promise<readonly Account[]>;
}

/**
 * The SES accounts that tenants bring.
 *
 * Their items are read each time, so that a changed configuration counts at once; what `open` made is kept for as long as the item says
 * the same.
 *
 * @param open - makes what is needed of an account: a client, its ledger
 * @throws when the table cannot be reached, or an item names an account that cannot be one
 */
export const tenantAccounts = <Account>(
  documents: DynamoDBDocumentClient,
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
      return new Map(
        items.flatMap((item) => {
          const { tenantId, ses } = tenantItemSchema.parse(item);
          return ses === undefined ? [] : [[tenantId, accountOf(ses)] as const];
        }),
      );
    },
    list: async () => {
      const found = new Set<Account>();
      let from: Record<string, unknown> | undefined;
      do {
        const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } = await documents.send(
          new ScanCommand({ TableName: table, ExclusiveStartKey: from }),
        );
        for (const item of page.Items ?? []) {
          const { ses } = tenantItemSchema.parse(item);
          if (ses !== undefined) found.add(accountOf(ses));
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return [...found];
    },
  };
};
