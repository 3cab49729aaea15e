import type { AddressRecord } from '../../suppression/address-record.ts';
import type { Consistency } from '../../system/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Item } from '../dynamodb/documents.ts';
import { toRecord } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/** Rows that exist under these keys, as they are in the table. */
export const findRows = (
  { documents, table }: SuppressionRows,
  keys: readonly RowKey[],
  consistency?: Consistency,
): Promise<readonly Item[]> =>
  batchGet(
    documents,
    table,
    keys.map(({ address, scope }) => ({ address, scope })),
    consistency,
  );

/** Records of the rows that exist under these keys. */
export const findRecords = async (
  rows: SuppressionRows,
  keys: readonly RowKey[],
  consistency?: Consistency,
): Promise<readonly AddressRecord[]> => (await findRows(rows, keys, consistency)).map(toRecord);
