declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds that tables stay in CREATING, DELETING and UPDATING; in memory without a path. */
  export interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    readonly path?: string;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}

declare module 'dynalite/db/index.js' {
  /** An item in DynamoDB's own JSON. */
  export type StoredItem = Readonly<Record<string, unknown>>;

  export interface StoredIndex {
    readonly IndexName: string;
  }

  export interface StoredTable {
    readonly TableName: string;
    readonly GlobalSecondaryIndexes?: readonly StoredIndex[];
  }

  export interface IndexPut {
    readonly index: string;
    readonly key: string;
    readonly item: StoredItem;
  }

  export interface TableRequest {
    readonly TableName: string;
    readonly ConsistentRead?: boolean;
  }

  /** Building blocks of dynalite's operations, which call them through this object. */
  interface Database {
    /** Bytes, as DynamoDB counts them. */
    readonly itemSize: (item: StoredItem) => number;
    readonly getIndexActions: (
      indexes: readonly StoredIndex[],
      before: StoredItem | undefined,
      after: StoredItem | undefined,
      table: StoredTable,
    ) => { readonly puts: readonly IndexPut[] };
    addConsumedCapacity: (
      request: TableRequest,
      isRead: boolean,
      item?: StoredItem | null,
      other?: StoredItem | null,
    ) => unknown;
    checkConditional: (request: TableRequest, existing?: StoredItem | null) => unknown;
    updateIndexes: (
      store: unknown,
      table: StoredTable,
      before: StoredItem | null | undefined,
      after: StoredItem | null | undefined,
      done: (...results: readonly unknown[]) => void,
    ) => void;
  }

  const database: Database;
  export default database;
}
