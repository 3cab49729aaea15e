import { tenantScopeAround } from '../../suppression/scopes.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Item, UpdateRequest } from '../dynamodb/documents.ts';
import { streamRows } from './suppression-item.ts';
import { dayMs, keptDays, type RowKey, type SuppressionRows, toTtl } from './suppression-rows.ts';

/** What a write does to a row. */
export interface RowChange {
  readonly set: readonly string[];
  readonly remove?: readonly string[];
  /** Under which it is done at all; undefined for always. */
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
  /** Epoch ms until which the row has to stay; undefined for ever. */
  readonly keepUntilMs: number | undefined;
}

/** An update of a row, without the name of its table. */
export type RowUpdate = Omit<UpdateRequest, 'TableName'>;

/** An event (`:at`) happened after the last removal: what an operator knew of never comes back. */
export const afterRemoval = '(attribute_not_exists(#removed) OR #removed.#at < :at)';

/**
 * Carries out a change, whatever the row's expiry is.
 *
 * @returns the row as it is then; undefined when the condition does not hold
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

/** The conditions that are there, joined by AND; undefined for none. */
export const all = (...conditions: readonly (string | undefined)[]): string | undefined =>
  conditions.filter((condition) => condition !== undefined).join(' AND ') || undefined;

/** Until when a row has to stay from which nothing follows after that time; epoch ms. */
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
 * Conditional updates that carry out a change, to be tried in this order until one fits the row.
 *
 * The row's expiry is never brought forward, and a row without one keeps none. DynamoDB has no
 * `max()`, so there is an update for a row that ends sooner than the change needs, and one for a
 * row that ends later. A row that grew or went in between fits the first again.
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
 * Update of the tenant's row that says that there are rows of its streams; undefined for a row that
 * is of no stream. From then on the tenant's row stays for ever.
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
 * Announces a row of a stream before it is written, so that a crash in between hides none: look-ups
 * read such rows only then.
 */
export const announceRow = async (rows: SuppressionRows, key: RowKey): Promise<void> => {
  const announcement = announcementOf(key);
  if (announcement !== undefined) await updateRow(rows, announcement);
};
