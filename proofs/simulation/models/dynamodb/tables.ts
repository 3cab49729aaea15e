import type { Attributes, Item } from './item.ts';
import { ValidationException } from './validation-exception.ts';

/** Names of a table's keys. */
export interface TableShape {
  readonly hash: string;
  readonly range?: string;
  /** The hash key of each index. */
  readonly indexes?: Readonly<Record<string, string>>;
}

/** Hash and range key of an item; the range is empty where a table has none. */
export type Keys = readonly [hash: string, range: string];

export interface Table {
  readonly shape: TableShape;
  /** Items by range key, by hash key. */
  readonly partitions: Map<string, Map<string, Item>>;
}

export type Tables = ReadonlyMap<string, Table>;

export const emptyTables = (shapes: Readonly<Record<string, TableShape>>): Tables =>
  new Map(Object.entries(shapes).map(([name, shape]) => [name, { shape, partitions: new Map() }]));

export const tableIn = (tables: Tables, name: string): Table => {
  const table = tables.get(name);
  if (table === undefined) throw new ValidationException(`There is no table ${name}.`);
  return table;
};

export const keysOf = ({ shape }: Table, key: Attributes): Keys => {
  const [hash, range] = [key[shape.hash], shape.range === undefined ? '' : key[shape.range]];
  if (typeof hash !== 'string' || typeof range !== 'string')
    throw new ValidationException('The key is not whole.');
  return [hash, range];
};

export const findItem = ({ partitions }: Table, [hash, range]: Keys): Item | undefined =>
  partitions.get(hash)?.get(range);

/**
 * Stores an item.
 *
 * @param item - undefined deletes the one with these keys
 */
export const storeItem = (
  { partitions }: Table,
  [hash, range]: Keys,
  item: Item | undefined,
): void => {
  const partition = partitions.get(hash) ?? new Map<string, Item>();
  partitions.set(hash, partition);
  if (item === undefined) partition.delete(range);
  else partition.set(range, item);
};
