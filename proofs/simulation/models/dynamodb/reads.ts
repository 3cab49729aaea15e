import type {
  BatchGetRequest,
  GetRequest,
  QueryRequest,
  ScanRequest,
} from '../../../../shared/aws/dynamodb/documents.ts';
import { compileCondition, refuseUnused } from './expression.ts';
import { type Attributes, attributesOf, type Item } from './item.ts';
import type { Given } from './operand.ts';
import { findItem, keysOf, type Table, type Tables, tableIn } from './tables.ts';
import { ValidationException } from './validation-exception.ts';

export const getItem = (tables: Tables, { TableName, Key }: GetRequest): Attributes | undefined => {
  const table = tableIn(tables, TableName);
  const item = findItem(table, keysOf(table, Key));
  return item && attributesOf(item);
};

const allItems = ({ partitions }: Table): readonly Item[] =>
  [...partitions.values()].flatMap((one) => [...one.values()]);

/** Items of the partitions that a value of the query names; a key condition holds in no other. */
const itemsUnder = ({ partitions }: Table, { values = {} }: Given): readonly Item[] =>
  Object.values(values).flatMap((value) =>
    typeof value === 'string' ? [...(partitions.get(value)?.values() ?? [])] : [],
  );

export const queryItems = (tables: Tables, request: QueryRequest): readonly Attributes[] => {
  const table = tableIn(tables, request.TableName);
  const { shape } = table;
  const given = {
    names: request.ExpressionAttributeNames,
    values: request.ExpressionAttributeValues,
  };
  const { holds, placeholders } = compileCondition(request.KeyConditionExpression);
  refuseUnused(given, placeholders, []);
  const hash = request.IndexName === undefined ? shape.hash : shape.indexes?.[request.IndexName];
  if (hash === undefined) throw new ValidationException(`There is no index ${request.IndexName}.`);
  const items = request.IndexName === undefined ? itemsUnder(table, given) : allItems(table);
  const { range = shape.hash } = shape;
  return items
    .filter((item) => item.has(hash) && holds(item, given))
    .toSorted((one, other) => (String(one.get(range)) < String(other.get(range)) ? -1 : 1))
    .map(attributesOf);
};

export const scanItems = (tables: Tables, { TableName }: ScanRequest): readonly Attributes[] =>
  allItems(tableIn(tables, TableName)).map(attributesOf);

export const batchGetItems = (
  tables: Tables,
  { TableName, Keys }: BatchGetRequest,
): readonly Attributes[] => {
  const table = tableIn(tables, TableName);
  const keys = Keys.map((key) => keysOf(table, key));
  if (new Set(keys.map((key) => key.join('\n'))).size < keys.length)
    throw new ValidationException('Provided list of item keys contains duplicates');
  return keys.flatMap((key): readonly Attributes[] => {
    const item = findItem(table, key);
    return item === undefined ? [] : [attributesOf(item)];
  });
};
