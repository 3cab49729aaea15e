import type { AddressRecord } from '../../suppression/address-record.ts';
import type { TellUnreadable } from '../../system/unreadable-item.ts';
import type { Item, QueryRequest } from '../dynamodb/documents.ts';
import { readRow } from './read-row.ts';
import { toRecord } from './suppression-item.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/** Index by scope, sorted by address. */
const scopeIndex = 'by-scope';

/** Filter of rows: by scope, by address, by both, or none. */
export interface RowFilter {
  readonly scope?: string;
  readonly address?: string;
}

/**
 * Records of the rows, page by page.
 *
 * @param tell - called for each unreadable row, which is left out; without it the first such row
 * ends the reading
 */
export async function* listRows(
  { documents, table }: SuppressionRows,
  filter: RowFilter,
  tell?: TellUnreadable,
): AsyncIterable<AddressRecord> {
  const query = queryFor(filter);
  const found: AsyncIterable<Item> =
    query === undefined
      ? documents.scan({ TableName: table })
      : documents.query({ TableName: table, ...query });
  for await (const row of found)
    if (tell === undefined) yield toRecord(row);
    else yield* readRow(row, tell);
}

/** Query for the rows, without the table's name; undefined when only a scan finds them. */
export const queryFor = ({
  scope,
  address,
}: RowFilter): Omit<QueryRequest, 'TableName'> | undefined => {
  if (address !== undefined)
    return {
      KeyConditionExpression:
        scope === undefined ? 'address = :address' : 'address = :address AND #scope = :scope',
      ...(scope === undefined ? {} : { ExpressionAttributeNames: { '#scope': 'scope' } }),
      ExpressionAttributeValues: {
        ':address': address,
        ...(scope === undefined ? {} : { ':scope': scope }),
      },
    };
  return scope === undefined
    ? undefined
    : {
        IndexName: scopeIndex,
        KeyConditionExpression: '#scope = :scope',
        ExpressionAttributeNames: { '#scope': 'scope' },
        ExpressionAttributeValues: { ':scope': scope },
      };
};
