import type { Documents } from '../../../shared/aws/dynamodb/documents.ts';
import { tenantSums } from '../../../shared/aws/reputation/tenant-sums.ts';
import { daysBetween, weekWindowFrom } from '../../../shared/reputation/periods.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { type CommandIo, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Target } from '../../target.ts';

/**
 * Whether anything is known of a tenant: settings or pauses, an access key, or mail that was counted
 * within seven days. A tenant needs no registration, so one whose first mail still waits is unknown.
 */
export type KnowsTenant = (tenantId: string) => Promise<boolean>;

interface Reading {
  readonly documents: Documents;
  readonly streams: ReadStreams;
}

export const knowsTenant =
  (
    { documents, streams }: Reading,
    { tables }: Pick<Target, 'tables'>,
    now: () => number,
  ): KnowsTenant =>
  async (tenantId) => {
    if (tenantId === everyTenant) return true;
    const item = await documents.get({ TableName: tables.tenants, Key: { tenantId } });
    return (
      item !== undefined ||
      (await hasKey(documents, tables.accessKeys, tenantId)) ||
      (await hasCounts({ documents, streams }, tables.reputation, tenantId, now()))
    );
  };

const hasKey = async (documents: Documents, table: string, tenantId: string): Promise<boolean> => {
  const keys = documents.query({
    TableName: table,
    IndexName: 'by-tenant',
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
    Limit: 1,
  });
  for await (const _ of keys) return true;
  return false;
};

const hasCounts = async (
  { documents, streams }: Reading,
  table: string,
  tenantId: string,
  nowMs: number,
): Promise<boolean> => {
  const sums = tenantSums({ documents, table, tell: () => undefined }, tenantId, await streams());
  if ((await sums.listStandings()).length > 0) return true;
  for (const day of daysBetween(weekWindowFrom(nowMs), nowMs).toReversed())
    if ([...(await sums.readHours(day)).values()].some((tally) => tally.size > 0)) return true;
  return false;
};

/**
 * Whether a listing is empty because nobody knows the tenant that it was asked for, which is most
 * often a misspelt name; says so.
 */
export const isUnknownTenant = async (
  tenantId: string | undefined,
  {
    knowsTenant,
    printError,
  }: { readonly knowsTenant: KnowsTenant } & Pick<CommandIo, 'printError'>,
): Promise<boolean> => {
  if (tenantId === undefined || (await knowsTenant(tenantId))) return false;
  printError(printable(`${unknownTenant(tenantId)}.`));
  return true;
};

/** What to say of a tenant of whom nothing is known. */
export const unknownTenant = (tenantId: string): string =>
  `Nothing is known of tenant ${tenantId}: it has no settings, no access key, and no mail within 7 days. Check the name`;
