import { entriesOf } from '../../suppression/address-record.ts';
import type { EntryPage } from '../../suppression/ports.ts';
import type { UnreadableItem } from '../../system/unreadable-item.ts';
import type { Item } from '../dynamodb/documents.ts';
import { queryFor } from './list-rows.ts';
import { readRow } from './read-row.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/**
 * Entries of a scope in the order of their addresses, at most so many addresses. A row that cannot
 * be read is left out and told; it takes its place in the page, so that the next one goes on after
 * it.
 */
export const pageEntries = async (
  { documents, table }: SuppressionRows,
  scope: string,
  after: string | undefined,
  limit: number,
): Promise<EntryPage> => {
  const rows: Item[] = [];
  const request = { TableName: table, ...pageQuery(scope, after), Limit: limit + 1 };
  for await (const row of documents.query(request)) {
    rows.push(row);
    if (rows.length > limit) break;
  }
  const shown = rows.slice(0, limit);
  const unreadable: UnreadableItem[] = [];
  const records = shown.flatMap((row) => readRow(row, (item) => unreadable.push(item)));
  return {
    entries: records.flatMap(entriesOf),
    next: rows.length > limit ? String(shown.at(-1)?.address) : undefined,
    unreadable,
  };
};

const pageQuery = (scope: string, after: string | undefined) => {
  const query = queryFor({ scope });
  if (query === undefined) throw new RangeError('A page is one of a scope.');
  return after === undefined
    ? query
    : {
        ...query,
        KeyConditionExpression: `${query.KeyConditionExpression} AND address > :after`,
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':after': after },
      };
};
