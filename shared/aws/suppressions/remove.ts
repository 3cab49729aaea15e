import { type AddressRecord, entriesOf } from '../../suppression/address-record.ts';
import { type SuppressionEntry, suppressionReasons } from '../../suppression/suppression-entry.ts';
import { type RowUpdate, updateRow } from './change-row.ts';
import {
  hasStreamRows,
  softBounceName,
  streamRows,
  toRecord,
  toTombstone,
} from './suppression-item.ts';
import { dayMs, type SuppressionRows, toTtl } from './suppression-rows.ts';

/** Who removes an address, when and why. */
export interface RemovalOrder {
  readonly by: string;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Days that a removal is kept. */
const removalKeptDays = 400;
/** Limit of attempts; an attempt fails when the row changes between read and write. */
const attempts = 5;

/**
 * Takes an address off the list in a scope.
 *
 * @returns the entries that were there
 * @throws when the row changes again and again meanwhile
 */
export const remove = async (
  rows: SuppressionRows,
  address: string,
  scope: string,
  order: RemovalOrder,
): Promise<readonly SuppressionEntry[]> => {
  const { documents, table } = rows;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const item = await documents.get({
      TableName: table,
      Key: { address, scope },
      ConsistentRead: true,
    });
    if (item === undefined) return [];
    const record = toRecord(item);
    const entries = entriesOf(record);
    if (entries.length === 0) return [];
    const update = removalUpdate(record, hasStreamRows(item), order);
    if ((await updateRow(rows, update)) !== undefined) return entries;
  }
  throw new Error('The entry kept changing while it was being removed. Try again.');
};

/**
 * Condition that the row still has only the reasons that were read: the operator has not seen newer
 * ones.
 */
const unchangedSince = ({ written }: AddressRecord) => {
  const names: Readonly<Record<string, string>> =
    written.length === 0 ? {} : { '#source': 'source' };
  const sourceOf = new Map(written.map(({ reason, source }) => [reason, source]));
  return {
    conditions: suppressionReasons.map((reason, index) =>
      sourceOf.has(reason) ? `#n${index}.#source = :s${index}` : `attribute_not_exists(#n${index})`,
    ),
    names,
    values: Object.fromEntries(
      suppressionReasons.flatMap((reason, index) =>
        sourceOf.has(reason) ? [[`:s${index}`, sourceOf.get(reason)]] : [],
      ),
    ),
  };
};

/**
 * Update that removes every reason and soft bounce from a row, and records who did it and why.
 *
 * @param isAnnouncing - whether the row announces rows of streams, so that it must not expire
 */
export const removalUpdate = (
  record: AddressRecord,
  isAnnouncing: boolean,
  order: RemovalOrder,
): RowUpdate => {
  const { address, scope, softBounces } = record;
  const removed = [...suppressionReasons, ...[...softBounces.keys()].map(softBounceName)];
  const unchanged = unchangedSince(record);
  const announcesAsBefore = `attribute_${isAnnouncing ? 'exists' : 'not_exists'}(#streamRows)`;
  return {
    Key: { address, scope },
    UpdateExpression: `SET removed = :removed${isAnnouncing ? '' : ', expiresAt = :expiresAt'} REMOVE ${removed.map((_, index) => `#n${index}`).join(', ')}`,
    ConditionExpression: [...unchanged.conditions, announcesAsBefore].join(' AND '),
    ExpressionAttributeNames: {
      '#streamRows': streamRows,
      ...unchanged.names,
      ...Object.fromEntries(removed.map((name, index) => [`#n${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':removed': toTombstone(record, order),
      ...(isAnnouncing ? {} : { ':expiresAt': toTtl(order.atMs + removalKeptDays * dayMs) }),
      ...unchanged.values,
    },
  };
};
