import type {
  BatchGetRequest,
  DeleteRequest,
  GetRequest,
  PutRequest,
  QueryRequest,
  ScanRequest,
  UpdateRequest,
} from '../../../../shared/aws/dynamodb/documents.ts';
import type { Attributes, Item } from './item.ts';
import { batchGetItems, getItem, queryItems, scanItems } from './reads.ts';
import { emptyTables, findItem, keysOf, type TableShape, tableIn } from './tables.ts';
import { type Dialect, deleteItem, type OnWrite, putItem, updateItem } from './writes.ts';

/**
 * The tables of one world. Each request is atomic.
 *
 * Requests throw ConditionalCheckFailedException like DynamoDB, and ValidationException for what
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
  /** Name of an item: its table and partition key. */
  readonly nameOf: (table: string, key: Attributes) => string;
  /** The current item. */
  readonly peek: (table: string, hash: string, range?: string) => Item | undefined;
}

export const createDatabase = (
  shapes: Readonly<Record<string, TableShape>>,
  dialect: Dialect = { tellsUnchanged: true },
): Database => {
  const tables = emptyTables(shapes);
  return {
    get: (request) => getItem(tables, request),
    put: (request, onWrite) => putItem(tables, request, onWrite),
    update: (request, onWrite) => updateItem(tables, dialect, request, onWrite),
    delete: (request, onWrite) => deleteItem(tables, request, onWrite),
    query: (request) => queryItems(tables, request),
    scan: (request) => scanItems(tables, request),
    batchGet: (request) => batchGetItems(tables, request),
    nameOf: (table, key) => `${table} ${keysOf(tableIn(tables, table), key)[0]}`,
    peek: (table, hash, range = '') => findItem(tableIn(tables, table), [hash, range]),
  };
};
