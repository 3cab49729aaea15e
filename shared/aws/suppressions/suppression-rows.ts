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
 * Days that a row which no longer suppresses anything is kept; longer than any duplicate event can
 * be delayed.
 */
export const keptDays = 90;

/** Expiry (TTL) of a row; epoch seconds. */
export const toTtl = (epochMs: number): number => Math.ceil(epochMs / 1000);
