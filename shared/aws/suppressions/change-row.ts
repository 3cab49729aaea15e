import { tenantScopeAround } from '../../suppression/scopes.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Item, UpdateRequest } from '../dynamodb/documents.ts';
import { streamRows } from './suppression-item.ts';
import { dayMs, keptDays, type RowKey, type SuppressionRows, toTtl } from './suppression-rows.ts';

/** A change of a row. */
export interface RowChange {
  readonly set: readonly string[];
  readonly remove?: readonly string[];
  /** Condition of the change; undefined when it always applies. */
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
  /** Time until which the row must be kept; epoch ms, undefined for ever. */
  readonly keepUntilMs: number | undefined;
}

/** An update of a row, without the name of its table. */
export type RowUpdate = Omit<UpdateRequest, 'TableName'>;

/**
 * Condition that an event (`:at`) happened after the last removal: an event that the operator
 * already knew of never suppresses the address again.
 */
export const afterRemoval = '(attribute_not_exists(#removed) OR #removed.#at < :at)';

/**
 * Makes a change, whatever the row's expiry is.
 *
 * @returns the row after it; undefined when the condition does not hold
 */
export const changeRow = async (
  rows: SuppressionRows,
  key: RowKey,
  change: RowChange,
): Promise<Item | undefined> => {
  await announceRow(rows, key);
  for (const update of updatesFor(key, change)) {
    const row = await updateRow(rows, update);
    if (row !== undefined) return row;
  }
  return undefined;
};

/** Joins the given conditions by AND; undefined when there are none. */
export const all = (...conditions: readonly (string | undefined)[]): string | undefined =>
  conditions.filter((condition) => condition !== undefined).join(' AND ') || undefined;

/** Time until which a row must be kept that has no effect after `atMs`; epoch ms. */
export const keptAfter = (atMs: number): number => atMs + keptDays * dayMs;

const updateOf = (
  { address, scope }: RowKey,
  { set, remove = [], condition, names, values = {} }: Omit<RowChange, 'keepUntilMs'>,
): RowUpdate => ({
  Key: { address, scope },
  UpdateExpression: [
    set.length === 0 ? '' : `SET ${set.join(', ')}`,
    remove.length === 0 ? '' : `REMOVE ${remove.join(', ')}`,
  ].join(' '),
  ...(condition === undefined ? {} : { ConditionExpression: condition }),
  ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  ReturnValues: 'ALL_NEW',
});

/**
 * Conditional updates for a change, to be tried in order until one fits the row.
 *
 * The row's expiry is never brought forward, and a row without one keeps none. DynamoDB has no
 * `max()`, so there is one update for a row that expires sooner than the change needs, and one for
 * a row that expires later. A row that changed in between fits the first one again.
 */
export const updatesFor = (key: RowKey, change: RowChange): readonly RowUpdate[] => {
  const { set, remove = [], condition, values, keepUntilMs } = change;
  if (keepUntilMs === undefined)
    return [updateOf(key, { ...change, remove: [...remove, 'expiresAt'] })];
  const endsSooner = '(attribute_not_exists(address) OR expiresAt < :expiresAt)';
  const endsLater =
    'attribute_exists(address) AND (attribute_not_exists(expiresAt) OR expiresAt >= :expiresAt)';
  const withEnd = { ...change, values: { ...values, ':expiresAt': toTtl(keepUntilMs) } };
  const extending = updateOf(key, {
    ...withEnd,
    set: [...set, 'expiresAt = :expiresAt'],
    condition: all(endsSooner, condition),
  });
  const keeping = updateOf(key, { ...withEnd, condition: all(endsLater, condition) });
  return [extending, keeping, extending];
};

/**
 * Update of the tenant's row that announces rows of its streams; undefined for a row that is not a
 * stream's. The tenant's row never expires after that.
 */
const announcementOf = ({ address, scope }: RowKey): RowUpdate | undefined => {
  const around = tenantScopeAround(scope);
  return around === undefined
    ? undefined
    : {
        Key: { address, scope: around },
        UpdateExpression: 'SET #streamRows = :yes REMOVE expiresAt',
        ExpressionAttributeNames: { '#streamRows': streamRows },
        ExpressionAttributeValues: { ':yes': true },
      };
};

/**
 * Sends an update; resolves to what it returns, or to undefined when its condition does not hold.
 */
export const updateRow = (
  { documents, table }: SuppressionRows,
  update: RowUpdate,
): Promise<Item | undefined> => ifHolds(documents.update({ TableName: table, ...update }));

/**
 * Announces a stream's row before it is written, so that a crash in between hides none: look-ups
 * read such rows only when announced.
 */
export const announceRow = async (rows: SuppressionRows, key: RowKey): Promise<void> => {
  const announcement = announcementOf(key);
  if (announcement !== undefined) await updateRow(rows, announcement);
};
