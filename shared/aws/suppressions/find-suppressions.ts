import { type AddressRecord, entriesOf } from '../../suppression/address-record.ts';
import type { FindSuppressions, SuppressionQuestion } from '../../suppression/ports.ts';
import { tenantScopeAround } from '../../suppression/scopes.ts';
import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import type { Item } from '../dynamodb/documents.ts';
import { findRows } from './find-rows.ts';
import { readRow } from './read-row.ts';
import { hasStreamRows, toRecord } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/**
 * Finds the entries that the questions ask for. Few tenants have rows of streams, so these are read
 * only when the tenant's row announces some.
 */
export const findSuppressions = async (
  rows: SuppressionRows,
  questions: readonly SuppressionQuestion[],
  tell?: Parameters<FindSuppressions>[1],
): Promise<readonly SuppressionEntry[]> => {
  const recordsOf = (row: Item): readonly AddressRecord[] =>
    tell === undefined ? [toRecord(row)] : readRow(row, (item) => tell(keyOf(row).address, item));
  const asked = keysAsked(questions);
  const first = await findRows(rows, [...byName([...asked.values()].map(around)).values()]);
  const announcing = new Set(
    first.flatMap((item) => (hasStreamRows(item) ? [nameOf(keyOf(item))] : [])),
  );
  const ofStreams = [...asked.values()].filter(
    (key) => tenantScopeAround(key.scope) !== undefined && announcing.has(nameOf(around(key))),
  );
  return [...first, ...(await findRows(rows, ofStreams))]
    .flatMap(recordsOf)
    .filter((record) => asked.has(nameOf(record)))
    .flatMap(entriesOf);
};

/** Key of a row, which can be read whatever else it has. */
const keyOf = ({ address, scope }: Item): RowKey => ({
  address: String(address),
  scope: String(scope),
});

/** Name of a key. The line break separates, because neither scopes nor addresses contain one. */
const nameOf = ({ address, scope }: RowKey): string => `${address}\n${scope}`;

/** Keys by name, without duplicates. */
const byName = (keys: readonly RowKey[]): ReadonlyMap<string, RowKey> =>
  new Map(keys.map((key) => [nameOf(key), key] as const));

/** Distinct keys of the rows that the questions ask for. */
const keysAsked = (questions: readonly SuppressionQuestion[]): ReadonlyMap<string, RowKey> =>
  byName(
    questions.flatMap(({ addresses, scopes }) =>
      addresses.flatMap((address) => scopes.map((scope) => ({ address, scope }))),
    ),
  );

/** Key of the tenant's row for a stream's row; any other key unchanged. */
const around = ({ address, scope }: RowKey): RowKey => ({
  address,
  scope: tenantScopeAround(scope) ?? scope,
});
