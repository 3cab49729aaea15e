import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { FindSuppressions, LiftComplaint, Suppress } from '../ports.ts';
import { rankOfReason } from '../suppression/outranks.ts';
import { type SuppressionEntry, suppressionReasons } from '../suppression/suppression-entry.ts';
import { batchGet } from './batch-get.ts';
import { isConditionFailure } from './document-client.ts';

const suppressionItem = z.looseObject({
  address: z.string(),
  scope: z.string(),
  reason: z.enum(suppressionReasons),
  detail: z.string(),
  source: z.string(),
  since: z.number(),
  /** Epoch seconds, as TTL wants. */
  expiresAt: z.optional(z.number()),
});

/** Index that lists a scope. */
const scopeIndex = 'by-scope';

const toEntry = (raw: unknown): SuppressionEntry => {
  const item = suppressionItem.parse(raw);
  return {
    address: item.address,
    scope: item.scope,
    reason: item.reason,
    detail: item.detail,
    source: item.source,
    sinceMs: item.since,
    expiresAtMs: item.expiresAt === undefined ? undefined : item.expiresAt * 1000,
  };
};

const toItem = (entry: SuppressionEntry) => ({
  address: entry.address,
  scope: entry.scope,
  reason: entry.reason,
  // Beside the reason, so that a condition can compare it; see `outranks`, which the condition below is the same as.
  rank: rankOfReason(entry.reason),
  detail: entry.detail,
  source: entry.source,
  since: entry.sinceMs,
  expiresAt: entry.expiresAtMs === undefined ? undefined : Math.ceil(entry.expiresAtMs / 1000),
});

export interface SuppressionTable {
  readonly findSuppressions: FindSuppressions;
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  /** Every entry, of one scope or address where given, page by page. */
  readonly list: (filter: { readonly scope?: string; readonly address?: string }) => AsyncIterable<SuppressionEntry>;
}

/** The suppressions table: hash key `address`, range key `scope`. */
export const suppressionTable = (client: DynamoDBDocumentClient, table: string): SuppressionTable => {
  const ignoreRefusal = (error: unknown) => {
    if (!isConditionFailure(error)) throw error;
  };

  return {
    findSuppressions: async (addresses, scopes) =>
      (
        await batchGet(
          client,
          table,
          [...new Set(addresses)].flatMap((address) => scopes.map((scope) => ({ address, scope }))),
        )
      ).map(toEntry),

    suppress: async (entry) => {
      const none = 'attribute_not_exists(address)';
      const weaker = '#rank > :rank';
      const expired = 'expiresAt <= :since';
      const shorter = `(#rank = :rank AND ${entry.expiresAtMs === undefined ? 'attribute_exists(expiresAt)' : 'expiresAt < :expiresAt'})`;
      const item = toItem(entry);
      await client
        .send(
          new PutCommand({
            TableName: table,
            Item: item,
            ConditionExpression: `${none} OR ${weaker} OR ${expired} OR ${shorter}`,
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: {
              ':rank': item.rank,
              ':since': entry.sinceMs / 1000,
              ...(item.expiresAt === undefined ? {} : { ':expiresAt': item.expiresAt }),
            },
          }),
        )
        .catch(ignoreRefusal);
    },

    liftComplaint: async (address, scope) => {
      await client
        .send(
          new DeleteCommand({
            TableName: table,
            Key: { address, scope },
            ConditionExpression: '#reason = :complaint',
            ExpressionAttributeNames: { '#reason': 'reason' },
            ExpressionAttributeValues: { ':complaint': 'complaint' },
          }),
        )
        .catch(ignoreRefusal);
    },

    list: async function* ({ scope, address }) {
      let from: Record<string, unknown> | undefined;
      do {
        const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } = await client.send(
          address !== undefined
            ? new QueryCommand({
                TableName: table,
                KeyConditionExpression: scope === undefined ? 'address = :address' : 'address = :address AND #scope = :scope',
                ...(scope === undefined ? {} : { ExpressionAttributeNames: { '#scope': 'scope' } }),
                ExpressionAttributeValues: { ':address': address, ...(scope === undefined ? {} : { ':scope': scope }) },
                ExclusiveStartKey: from,
              })
            : scope !== undefined
              ? new QueryCommand({
                  TableName: table,
                  IndexName: scopeIndex,
                  KeyConditionExpression: '#scope = :scope',
                  ExpressionAttributeNames: { '#scope': 'scope' },
                  ExpressionAttributeValues: { ':scope': scope },
                  ExclusiveStartKey: from,
                })
              : new ScanCommand({ TableName: table, ExclusiveStartKey: from }),
        );
        for (const item of page.Items ?? []) yield toEntry(item);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    },
  };
};
