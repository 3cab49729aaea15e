import { entriesOf } from '../../suppression/address-record.ts';
import type { EntryPage } from '../../suppression/ports.ts';
import { queryFor } from './list-rows.ts';
import { toRecord } from './suppression-item.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/** Entries of a scope in the order of their addresses, at most so many addresses. */
export const pageEntries = async (
  { documents, table }: SuppressionRows,
  scope: string,
  after: string | undefined,
  limit: number,
): Promise<EntryPage> => {
  const records = [];
  for await (const row of documents.query({
    TableName: table,
    ...pageQuery(scope, after),
    Limit: limit + 1,
  })) {
    records.push(toRecord(row));
    if (records.length > limit) break;
  }
  const shown = records.slice(0, limit);
  return {
    entries: shown.flatMap(entriesOf),
    next: records.length > limit ? shown.at(-1)?.address : undefined,
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
