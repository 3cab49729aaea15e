import type { AddressRecord } from '../../suppression/address-record.ts';
import type { Consistency } from '../../system/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Item } from '../dynamodb/documents.ts';
import { readRow } from './read-row.ts';
import { toRecord } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/** Raw rows under these keys; missing ones are left out. */
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

/** Records of readable rows, and the keys of unreadable ones. */
export interface ReadableRows {
  readonly records: readonly AddressRecord[];
  readonly unreadable: readonly RowKey[];
}

/** Reads the rows under these keys: records of the readable ones, keys of the others. */
export const findReadable = async (
  rows: SuppressionRows,
  keys: readonly RowKey[],
): Promise<ReadableRows> => {
  const records: AddressRecord[] = [];
  const unreadable: RowKey[] = [];
  for (const row of await findRows(rows, keys)) {
    const isOf = ({ address, scope }: RowKey): boolean =>
      row.address === address && row.scope === scope;
    records.push(...readRow(row, () => unreadable.push(...keys.filter(isOf))));
  }
  return { records, unreadable };
};

/** Records of the rows under these keys. */
export const findRecords = async (
  rows: SuppressionRows,
  keys: readonly RowKey[],
  consistency?: Consistency,
): Promise<readonly AddressRecord[]> => (await findRows(rows, keys, consistency)).map(toRecord);
