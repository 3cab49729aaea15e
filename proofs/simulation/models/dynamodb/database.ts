import { isDeepStrictEqual } from 'node:util';
import type {
  BatchGetRequest,
  DeleteRequest,
  GetRequest,
  PutRequest,
  QueryRequest,
  ScanRequest,
  UpdateRequest,
} from '../../../../shared/aws/dynamodb/documents.ts';
import {
  applyUpdate,
  compileCondition,
  compileUpdate,
  type Given,
  type Item,
  refuseUnused,
  ValidationException,
} from './expression.ts';

/** Names of a table's keys. */
export interface TableShape {
  readonly hash: string;
  readonly range?: string;
  /** The hash key of each index. */
  readonly indexes?: Readonly<Record<string, string>>;
}

/** A condition did not hold. */
export class ConditionalCheckFailedException extends Error {
  override readonly name = 'ConditionalCheckFailedException';
}

type Attributes = Readonly<Record<string, unknown>>;

/** Told of each write that took effect, at the moment it does. */
export type OnWrite = (table: string, before: Item | undefined, after: Item | undefined) => void;

/**
 * The tables of one world, each request atomic.
 *
 * Requests throw ConditionalCheckFailedException as DynamoDB does, and ValidationException for what
 * DynamoDB refuses and for what no adapter of this project uses.
 */
export interface Database {
  readonly get: (request: GetRequest) => Attributes | undefined;
  readonly put: (request: PutRequest, onWrite?: OnWrite) => void;
  readonly update: (request: UpdateRequest, onWrite?: OnWrite) => Attributes;
  readonly delete: (request: DeleteRequest, onWrite?: OnWrite) => void;
  readonly query: (request: QueryRequest) => readonly Attributes[];
  readonly scan: (request: ScanRequest) => readonly Attributes[];
  readonly batchGet: (request: BatchGetRequest) => readonly Attributes[];
  /** The table and the partition of a key, by which the world knows an item. */
  readonly nameOf: (table: string, key: Attributes) => string;
  /** The item as it stands. */
  readonly peek: (table: string, hash: string, range?: string) => Item | undefined;
}

type Partitions = Map<string, Map<string, Item>>;

interface Table {
  readonly shape: TableShape;
  readonly partitions: Partitions;
}

/** As the documents promise: undefined values are left out. */
const withoutUndefined = (value: unknown): unknown => {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Set ||
    value instanceof Uint8Array
  )
    return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one === undefined ? [] : [[name, withoutUndefined(one)]],
    ),
  );
};

const valuesWithoutUndefined = (
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const kept: Record<string, unknown> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined)
      kept[name] = typeof value === 'object' ? withoutUndefined(value) : value;
  }
  return kept;
};

const itemOf = (values: Attributes): Item => {
  const kept = new Map<string, unknown>();
  for (const name in values) {
    const value = values[name];
    if (value !== undefined)
      kept.set(name, typeof value === 'object' ? withoutUndefined(value) : value);
  }
  return kept;
};

/** An item as the documents show it. */
export const attributesOf = (item: Item): Attributes => {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [name, value] of item) attributes[name] = value;
  return attributes;
};

const pick = (item: Item, names: readonly string[]): Attributes => {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const name of names) if (item.has(name)) attributes[name] = item.get(name);
  return attributes;
};

const shown = (item: Item | undefined): Attributes | undefined => item && attributesOf(item);

const noItem: Item = new Map();

const none: readonly string[] = [];

/** In what engines differ. */
export interface Dialect {
  /**
   * Whether `UPDATED_OLD` and `UPDATED_NEW` tell of attributes that were written anew with the
   * value that they had. Engines disagree, so no adapter may depend on it.
   */
  readonly tellsUnchanged: boolean;
}

export const createDatabase = (
  shapes: Readonly<Record<string, TableShape>>,
  { tellsUnchanged }: Dialect = { tellsUnchanged: true },
): Database => {
  const tables = new Map<string, Table>(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, partitions: new Map() }]),
  );

  const tableOf = (name: string): Table => {
    const table = tables.get(name);
    if (table === undefined) throw new ValidationException(`There is no table ${name}.`);
    return table;
  };
  const keysOf = ({ shape }: Table, key: Attributes): readonly [string, string] => {
    const [hash, range] = [key[shape.hash], shape.range === undefined ? '' : key[shape.range]];
    if (typeof hash !== 'string' || typeof range !== 'string')
      throw new ValidationException('The key is not whole.');
    return [hash, range];
  };
  const find = (
    { partitions }: Table,
    [hash, range]: readonly [string, string],
  ): Item | undefined => partitions.get(hash)?.get(range);
  const store = (
    { partitions }: Table,
    [hash, range]: readonly [string, string],
    item: Item | undefined,
  ): void => {
    const partition = partitions.get(hash) ?? new Map<string, Item>();
    partitions.set(hash, partition);
    if (item === undefined) partition.delete(range);
    else partition.set(range, item);
  };
  const ensure = (condition: string | undefined, item: Item | undefined, given: Given): void => {
    if (condition !== undefined && !compileCondition(condition).holds(item ?? noItem, given))
      throw new ConditionalCheckFailedException('The conditional request failed');
  };
  const placeholdersOf = (condition: string | undefined): readonly string[] =>
    condition === undefined ? none : compileCondition(condition).placeholders;

  const update = (request: UpdateRequest, onWrite?: OnWrite): Attributes => {
    const table = tableOf(request.TableName);
    const keys = keysOf(table, request.Key);
    const {
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues,
    } = request;
    const given = {
      names,
      values: ExpressionAttributeValues && valuesWithoutUndefined(ExpressionAttributeValues),
    };
    const compiled = compileUpdate(request.UpdateExpression);
    refuseUnused(given, compiled.placeholders, placeholdersOf(condition));
    const before = find(table, keys);
    ensure(condition, before, given);
    const { after, touched } = applyUpdate(compiled, before ?? itemOf(request.Key), given);
    store(table, keys, after);
    onWrite?.(request.TableName, before, after);
    const told = (): readonly string[] =>
      tellsUnchanged
        ? touched
        : touched.filter((name) => !isDeepStrictEqual(before?.get(name), after.get(name)));
    switch (request.ReturnValues) {
      case 'ALL_NEW':
        return attributesOf(after);
      case 'ALL_OLD':
        return attributesOf(before ?? noItem);
      case 'UPDATED_NEW':
        return pick(after, told());
      case 'UPDATED_OLD':
        return pick(before ?? noItem, told());
      case undefined:
        return {};
    }
  };

  /** Puts another item, or none, in the place of the one with these keys. */
  const replace = (
    request: PutRequest | DeleteRequest,
    keys: readonly [string, string],
    after: Item | undefined,
    onWrite?: OnWrite,
  ): void => {
    const table = tableOf(request.TableName);
    const given = {
      names: request.ExpressionAttributeNames,
      values: request.ExpressionAttributeValues,
    };
    refuseUnused(given, placeholdersOf(request.ConditionExpression), none);
    const before = find(table, keys);
    ensure(request.ConditionExpression, before, given);
    store(table, keys, after);
    if (before !== undefined || after !== undefined) onWrite?.(request.TableName, before, after);
  };

  const query = (request: QueryRequest): readonly Attributes[] => {
    const { shape, partitions } = tableOf(request.TableName);
    const given = {
      names: request.ExpressionAttributeNames,
      values: request.ExpressionAttributeValues,
    };
    const { holds, placeholders } = compileCondition(request.KeyConditionExpression);
    refuseUnused(given, placeholders, none);
    const hash = request.IndexName === undefined ? shape.hash : shape.indexes?.[request.IndexName];
    if (hash === undefined)
      throw new ValidationException(`There is no index ${request.IndexName}.`);
    const items =
      request.IndexName === undefined
        ? itemsUnder(partitions, given)
        : [...partitions.values()].flatMap((one) => [...one.values()]);
    const { range = shape.hash } = shape;
    const found = items
      .filter((item) => item.has(hash) && holds(item, given))
      .toSorted((one, other) => (String(one.get(range)) < String(other.get(range)) ? -1 : 1));
    return found.map(attributesOf);
  };

  /** Of the partitions that a value of the query names: a key condition holds in no other. */
  const itemsUnder = (partitions: Partitions, { values = {} }: Given): readonly Item[] =>
    Object.values(values).flatMap((value) =>
      typeof value === 'string' ? [...(partitions.get(value)?.values() ?? [])] : [],
    );

  const batchGet = ({ TableName, Keys }: BatchGetRequest): readonly Attributes[] => {
    const table = tableOf(TableName);
    const keys = Keys.map((key) => keysOf(table, key));
    if (new Set(keys.map((key) => key.join('\n'))).size < keys.length)
      throw new ValidationException('Provided list of item keys contains duplicates');
    return keys.flatMap((key): readonly Attributes[] => {
      const item = find(table, key);
      return item === undefined ? [] : [attributesOf(item)];
    });
  };

  return {
    get: ({ TableName, Key }) => {
      const table = tableOf(TableName);
      return shown(find(table, keysOf(table, Key)));
    },
    put: (request, onWrite) =>
      replace(
        request,
        keysOf(tableOf(request.TableName), request.Item),
        itemOf(request.Item),
        onWrite,
      ),
    update,
    delete: (request, onWrite) =>
      replace(request, keysOf(tableOf(request.TableName), request.Key), undefined, onWrite),
    query,
    scan: ({ TableName }) =>
      [...tableOf(TableName).partitions.values()].flatMap((one) =>
        [...one.values()].map(attributesOf),
      ),
    batchGet,
    nameOf: (table, key) => `${table} ${keysOf(tableOf(table), key)[0]}`,
    peek: (table, hash, range = '') => find(tableOf(table), [hash, range]),
  };
};
