import type { Documents } from '../dynamodb/documents.ts';

/** The suppressions table, and the client that reaches it. */
export interface SuppressionRows {
  readonly documents: Documents;
  readonly table: string;
}

/** Key of a row: the hash key is the address, the range key the scope. */
export interface RowKey {
  readonly address: string;
  readonly scope: string;
}

export const dayMs = 86_400_000;

/**
 * Days that a row is kept from which nothing follows any more: far longer than any copy of an event
 * travels.
 */
export const keptDays = 90;

/** Expiry by which DynamoDB deletes a row; epoch seconds. */
export const toTtl = (epochMs: number): number => Math.ceil(epochMs / 1000);
