import { BatchGetCommand, DeleteCommand, GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { applyUpdate, compileCondition, compileUpdate, type Given, type Item, refuseUnused, ValidationException } from './expression.ts';

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

/** Told of each write that took effect, at the moment it does. */
export type OnWrite = (table: string, before: Item | undefined, after: Item | undefined) => void;

/** What a request asks for, as far as the world has to know. */
export interface RequestTarget {
  readonly kind: 'read' | 'write';
  /** The table, and the partition where it is one. */
  readonly item: string;
}

/** The tables of one world, each request atomic. */
export interface Database {
  /**
   * Carries a command of the document client out.
   *
   * @throws ConditionalCheckFailedException as DynamoDB does
   * @throws ValidationException for what DynamoDB refuses, and for what no adapter of this project uses
   */
  readonly execute: (command: unknown, onWrite?: OnWrite) => unknown;
  readonly targetOf: (command: unknown) => RequestTarget;
  /** The item as it stands. */
  readonly peek: (table: string, hash: string, range?: string) => Item | undefined;
}

type Partitions = Map<string, Map<string, Item>>;

interface Table {
  readonly shape: TableShape;
  readonly partitions: Partitions;
}

/** As the document client is told to: undefined values are left out. */
const withoutUndefined = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, withoutUndefined(one)]])));
};

const valuesWithoutUndefined = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const kept: Record<string, unknown> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) kept[name] = typeof value === 'object' ? withoutUndefined(value) : value;
  }
  return kept;
};

type Attributes = Readonly<Record<string, unknown>>;

const itemOf = (values: Attributes): Item => {
  const kept = new Map<string, unknown>();
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) kept.set(name, typeof value === 'object' ? withoutUndefined(value) : value);
  }
  return kept;
};

/** An item as the document client shows it. */
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

export const createDatabase = (shapes: Readonly<Record<string, TableShape>>): Database => {
  const tables = new Map<string, Table>(Object.entries(shapes).map(([name, shape]) => [name, { shape, partitions: new Map() }]));

  const tableOf = (name: string | undefined): Table => {
    const table = tables.get(name ?? '');
    if (table === undefined) throw new ValidationException(`There is no table ${name}.`);
    return table;
  };
  const keysOf = ({ shape }: Table, key: Attributes = {}): readonly [string, string] => {
    const [hash, range] = [key[shape.hash], shape.range === undefined ? '' : key[shape.range]];
    if (typeof hash !== 'string' || typeof range !== 'string') throw new ValidationException('The key is not whole.');
    return [hash, range];
  };
  const find = ({ partitions }: Table, [hash, range]: readonly [string, string]): Item | undefined => partitions.get(hash)?.get(range);
  const store = ({ partitions }: Table, [hash, range]: readonly [string, string], item: Item | undefined): void => {
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

  const update = ({ input }: UpdateCommand, onWrite: OnWrite | undefined): unknown => {
    const table = tableOf(input.TableName);
    const keys = keysOf(table, input.Key);
    const { ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues } = input;
    const given = { names, values: ExpressionAttributeValues && valuesWithoutUndefined(ExpressionAttributeValues) };
    const compiled = compileUpdate(input.UpdateExpression ?? '');
    refuseUnused(given, compiled.placeholders, placeholdersOf(condition));
    const before = find(table, keys);
    ensure(condition, before, given);
    const { after, touched } = applyUpdate(compiled, before ?? itemOf(input.Key ?? {}), given);
    store(table, keys, after);
    onWrite?.(input.TableName ?? '', before, after);
    switch (input.ReturnValues) {
      case 'ALL_NEW':
        return { Attributes: attributesOf(after) };
      case 'UPDATED_NEW':
        return { Attributes: pick(after, touched) };
      case 'UPDATED_OLD':
        return { Attributes: before && pick(before, touched) };
      case undefined:
        return {};
      default:
        throw new ValidationException(`The model does not return ${input.ReturnValues}.`);
    }
  };

  const put = ({ input }: PutCommand, onWrite: OnWrite | undefined): unknown => {
    const table = tableOf(input.TableName);
    const item = itemOf(input.Item ?? {});
    const keys = keysOf(table, input.Item);
    const given = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    refuseUnused(given, placeholdersOf(input.ConditionExpression), none);
    const before = find(table, keys);
    ensure(input.ConditionExpression, before, given);
    store(table, keys, item);
    onWrite?.(input.TableName ?? '', before, item);
    return {};
  };

  const remove = ({ input }: DeleteCommand, onWrite: OnWrite | undefined): unknown => {
    const table = tableOf(input.TableName);
    const keys = keysOf(table, input.Key);
    const given = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    refuseUnused(given, placeholdersOf(input.ConditionExpression), none);
    const before = find(table, keys);
    ensure(input.ConditionExpression, before, given);
    store(table, keys, undefined);
    if (before !== undefined) onWrite?.(input.TableName ?? '', before, undefined);
    return {};
  };

  const query = ({ input }: QueryCommand): unknown => {
    const { shape, partitions } = tableOf(input.TableName);
    const given = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    const { holds, placeholders } = compileCondition(input.KeyConditionExpression ?? '');
    refuseUnused(given, placeholders, none);
    const hash = input.IndexName === undefined ? shape.hash : shape.indexes?.[input.IndexName];
    if (hash === undefined) throw new ValidationException(`There is no index ${input.IndexName}.`);
    const items =
      input.IndexName === undefined ? itemsUnder(partitions, given) : [...partitions.values()].flatMap((one) => [...one.values()]);
    const { range = shape.hash } = shape;
    const found = items
      .filter((item) => item.has(hash) && holds(item, given))
      .toSorted((one, other) => (String(one.get(range)) < String(other.get(range)) ? -1 : 1));
    return { Items: found.slice(0, input.Limit).map(attributesOf) };
  };

  /** Of the partitions that a value of the query names: a key condition holds in no other. */
  const itemsUnder = (partitions: Partitions, { values = {} }: Given): readonly Item[] =>
    Object.values(values).flatMap((value) => (typeof value === 'string' ? [...(partitions.get(value)?.values() ?? [])] : []));

  const batchGet = ({ input }: BatchGetCommand): unknown => {
    const responses = Object.entries(input.RequestItems ?? {}).map(([name, { Keys = [] }]) => {
      const table = tableOf(name);
      const keys = Keys.map((key) => keysOf(table, key));
      if (new Set(keys.map((key) => key.join('\n'))).size < keys.length)
        throw new ValidationException('Provided list of item keys contains duplicates');
      return [name, keys.flatMap((key) => shown(find(table, key)) ?? [])] as const;
    });
    return { Responses: Object.fromEntries(responses) };
  };

  return {
    execute: (command, onWrite) => {
      if (command instanceof UpdateCommand) return update(command, onWrite);
      if (command instanceof GetCommand) {
        const table = tableOf(command.input.TableName);
        return { Item: shown(find(table, keysOf(table, command.input.Key))) };
      }
      if (command instanceof BatchGetCommand) return batchGet(command);
      if (command instanceof QueryCommand) return query(command);
      if (command instanceof PutCommand) return put(command, onWrite);
      if (command instanceof DeleteCommand) return remove(command, onWrite);
      if (command instanceof ScanCommand)
        return { Items: [...tableOf(command.input.TableName).partitions.values()].flatMap((one) => [...one.values()].map(attributesOf)) };
      throw new ValidationException('The model does not know this command.');
    },
    targetOf: (command) => {
      if (command instanceof UpdateCommand || command instanceof DeleteCommand) {
        const { TableName = '', Key } = command.input;
        return { kind: 'write', item: `${TableName} ${keysOf(tableOf(TableName), Key)[0]}` };
      }
      if (command instanceof PutCommand) {
        const { TableName = '', Item } = command.input;
        return { kind: 'write', item: `${TableName} ${keysOf(tableOf(TableName), Item)[0]}` };
      }
      if (command instanceof GetCommand || command instanceof QueryCommand || command instanceof ScanCommand)
        return { kind: 'read', item: command.input.TableName ?? '' };
      if (command instanceof BatchGetCommand) return { kind: 'read', item: Object.keys(command.input.RequestItems ?? {}).join(' ') };
      throw new ValidationException('The model does not know this command.');
    },
    peek: (table, hash, range = '') => find(tableOf(table), [hash, range]),
  };
};
