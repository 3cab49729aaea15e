/**
 * Ports of the suppression table. Addresses are canonical (`shared/email/address.ts`). Each rejects
 * when the table cannot be reached; the caller then leaves the message on its queue.
 */
import type { UnreadableItem } from '../system/unreadable-item.ts';
import type { Arrival, SoftBounce } from './policy.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/**
 * Addresses and scopes of one look-up. Each message asks for its own recipients in its own scopes,
 * so that it reads no other rows.
 */
export interface SuppressionQuestion {
  readonly addresses: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * Finds all entries for the addresses of each question in its scopes, expired ones included.
 *
 * @param tell - called for each row that cannot be read, with its address; without it the first such
 * row ends the look-up
 */
export type FindSuppressions = (
  questions: readonly SuppressionQuestion[],
  tell?: (address: string, item: UnreadableItem) => void,
) => Promise<readonly SuppressionEntry[]>;

/**
 * Writes an entry beside those of other reasons. Writing it again changes nothing, and neither does
 * writing an event that happened before an operator removed the address.
 */
export type Suppress = (entry: SuppressionEntry) => Promise<void>;

/**
 * Takes back complaints made until `atMs` (epoch ms), because the recipient reported that a mail is
 * not spam. Other reasons stand.
 */
export type LiftComplaint = (address: string, scope: string, atMs: number) => Promise<void>;

/** Adds a soft bounce to the run of its address, under its event id so that it counts once. */
export type NoteSoftBounce = (bounce: SoftBounce) => Promise<void>;

/**
 * Ends the soft-bounce runs of addresses that a mail reached. Writes only where there is a run.
 * Runs are read with eventual consistency, except for the addresses in `bounced`, whose bounces
 * were written just before.
 */
export type EndSoftBounces = (
  arrivals: readonly Arrival[],
  bounced: readonly SoftBounce[],
) => Promise<void>;

/** An operator's removal of an address. */
export interface RemovalOrder {
  readonly by: string;
  readonly why: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Part of the entries of a scope. */
export interface EntryPage {
  readonly entries: readonly SuppressionEntry[];
  /** Address to go on after; undefined on the last page. */
  readonly next: string | undefined;
  /** Rows that cannot be read and are left out. */
  readonly unreadable: readonly UnreadableItem[];
}

/** Entries as people read and write them. */
export interface SuppressionRecords {
  /** Entries of the addresses in these scopes, expired ones included. */
  readonly find: FindSuppressions;
  /** Entries of a scope in the order of their addresses, those after one. */
  readonly page: (scope: string, after: string | undefined, limit: number) => Promise<EntryPage>;
  readonly enter: (entry: SuppressionEntry) => Promise<'entered' | 'unchanged'>;
  /** Resolves to the entries that were there. */
  readonly remove: (
    address: string,
    scope: string,
    order: RemovalOrder,
  ) => Promise<readonly SuppressionEntry[]>;
}
