import type { Server } from 'node:http';
import database, { type StoredItem, type StoredTable } from 'dynalite/db/index.js';
import { type RequestCounts, readCounts, tellCounts } from './request-counts.ts';

/**
 * Capacity units that DynamoDB would bill, by operation and table or index: `write messages`,
 * `write messages/by-ses-message-id`, `refused messages` (a write whose condition did not hold),
 * `read suppressions`.
 *
 * Queries and scans are not among them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export type UnitCounts = RequestCounts;

const consumedUnitsPath = '/_units';
const writeUnitBytes = 1024;
const readUnitBytes = 4096;

/** Units of a write, by the larger of the item before and after; bytes, 0 for none. */
export const writeUnits = (beforeBytes: number, afterBytes: number): number =>
  Math.max(1, Math.ceil(Math.max(beforeBytes, afterBytes) / writeUnitBytes));

/** Units of reading one item, there or not; bytes, 0 for none. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / readUnitBytes)) / (isConsistent ? 1 : 2);

/** An item of an index. */
export interface IndexEntry {
  readonly key: string;
  readonly bytes: number;
  /** What it holds, to be compared. */
  readonly content: string;
}

/**
 * Write units of one index: none when its entry stays the same, two entries' worth when its key
 * changes.
 */
export const indexUnits = (
  before: IndexEntry | undefined,
  after: IndexEntry | undefined,
): number => {
  if (before === undefined || after === undefined) {
    const only = before ?? after;
    return only === undefined ? 0 : writeUnits(only.bytes, 0);
  }
  if (before.key !== after.key) return writeUnits(before.bytes, 0) + writeUnits(0, after.bytes);
  return before.content === after.content ? 0 : writeUnits(before.bytes, after.bytes);
};

/** An entry of an index names every attribute that it projects, also those that the item lacks. */
const withoutAbsent = (entry: StoredItem): StoredItem =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));

const bytesOf = (item: StoredItem | null | undefined): number =>
  item === null || item === undefined ? 0 : database.itemSize(item);

/**
 * Counts units in this process, at each read and write, and serves them on the engine's port. Call
 * once, before it listens.
 */
export const countConsumedUnits = (server: Server): void => {
  const counts = new Map<string, number>();
  const add = (name: string, units: number): void =>
    void counts.set(name, (counts.get(name) ?? 0) + units);

  const entriesOf = (
    table: StoredTable,
    item: StoredItem | null | undefined,
  ): ReadonlyMap<string, IndexEntry> =>
    new Map(
      item === null || item === undefined
        ? []
        : database
            .getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table)
            .puts.map(({ index, key, item: projected }) => {
              const held = withoutAbsent(projected);
              const content = JSON.stringify(held);
              return [index, { key, bytes: database.itemSize(held), content }];
            }),
    );

  const { addConsumedCapacity, checkConditional, updateIndexes } = database;
  database.addConsumedCapacity = (request, isRead, item, other) => {
    if (isRead)
      add(`read ${request.TableName}`, readUnits(bytesOf(item), request.ConsistentRead === true));
    return addConsumedCapacity(request, isRead, item, other);
  };
  database.checkConditional = (request, existing) => {
    const refusal = checkConditional(request, existing);
    if (refusal !== null && refusal !== undefined)
      add(`refused ${request.TableName}`, writeUnits(bytesOf(existing), 0));
    return refusal;
  };
  database.updateIndexes = (store, table, before, after, done) => {
    add(`write ${table.TableName}`, writeUnits(bytesOf(before), bytesOf(after)));
    const entriesBefore = entriesOf(table, before);
    const entriesAfter = entriesOf(table, after);
    for (const { IndexName } of table.GlobalSecondaryIndexes ?? []) {
      const units = indexUnits(entriesBefore.get(IndexName), entriesAfter.get(IndexName));
      if (units > 0) add(`write ${table.TableName}/${IndexName}`, units);
    }
    updateIndexes(store, table, before, after, done);
  };
  tellCounts(server, consumedUnitsPath, () => Object.fromEntries(counts));
};

/** Asks a DynamoDB engine of the local stack for the units it has counted. */
export const readUnitCounts = (engineUrl: string): Promise<UnitCounts> =>
  readCounts(engineUrl, consumedUnitsPath);
