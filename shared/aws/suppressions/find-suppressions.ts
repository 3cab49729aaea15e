import { entriesOf } from '../../suppression/address-record.ts';
import type { SuppressionQuestion } from '../../suppression/ports.ts';
import { tenantScopeAround } from '../../suppression/scopes.ts';
import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import { findRecords, findRows } from './find-rows.ts';
import { hasStreamRows, toRecord } from './suppression-item.ts';
import type { RowKey, SuppressionRows } from './suppression-rows.ts';

/** No scope holds a line break, and no address. */
const nameOf = ({ address, scope }: RowKey): string => `${address}\n${scope}`;

/** Keys by their names, so that none is there twice. */
const byName = (keys: readonly RowKey[]): ReadonlyMap<string, RowKey> =>
  new Map(keys.map((key) => [nameOf(key), key] as const));

/** Keys of the rows that the questions ask for, each once. */
const keysAsked = (questions: readonly SuppressionQuestion[]): ReadonlyMap<string, RowKey> =>
  byName(
    questions.flatMap(({ addresses, scopes }) =>
      addresses.flatMap((address) => scopes.map((scope) => ({ address, scope }))),
    ),
  );

/** Key of the tenant's row for a row of one of its streams; any other key itself. */
const around = ({ address, scope }: RowKey): RowKey => ({
  address,
  scope: tenantScopeAround(scope) ?? scope,
});

/**
 * Entries that answer the questions. Rows of streams are few: they are read where the row of their
 * tenant announces some.
 */
export const findSuppressions = async (
  rows: SuppressionRows,
  questions: readonly SuppressionQuestion[],
): Promise<readonly SuppressionEntry[]> => {
  const asked = keysAsked(questions);
  const first = await findRows(rows, [...byName([...asked.values()].map(around)).values()]);
  const announcing = new Set(
    first.flatMap((item) => (hasStreamRows(item) ? [nameOf(toRecord(item))] : [])),
  );
  const ofStreams = [...asked.values()].filter(
    (key) => tenantScopeAround(key.scope) !== undefined && announcing.has(nameOf(around(key))),
  );
  return [...first.map(toRecord), ...(await findRecords(rows, ofStreams))]
    .filter((record) => asked.has(nameOf(record)))
    .flatMap(entriesOf);
};
