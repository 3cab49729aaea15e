import { type AddressRecord, entriesOf } from '../../suppression/address-record.ts';
import type {
  EndSoftBounces,
  FindSuppressions,
  LiftComplaint,
  NoteSoftBounce,
  Suppress,
} from '../../suppression/ports.ts';
import { defaultSoftBounceRule, type SoftBounceRule } from '../../suppression/soft-bounces.ts';
import type { SuppressionEntry, SuppressionReason } from '../../suppression/suppression-entry.ts';
import type { Consistency } from '../../system/ports.ts';
import type { TellUnreadable } from '../../system/unreadable-item.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { dropReason } from './drop-reason.ts';
import { endSoftBounces } from './end-soft-bounces.ts';
import { type EnterAnswer, enter, enterNew } from './enter.ts';
import { findReadable, findRecords, type ReadableRows } from './find-rows.ts';
import { findSuppressions } from './find-suppressions.ts';
import { liftComplaint } from './lift-complaint.ts';
import { listRows, type RowFilter } from './list-rows.ts';
import { noteSoftBounce } from './note-soft-bounce.ts';
import { type RemovalOrder, remove } from './remove.ts';
import { suppress } from './suppress.ts';
import type { RowKey } from './suppression-rows.ts';

export interface SuppressionTable {
  readonly findSuppressions: FindSuppressions;
  readonly suppress: Suppress;
  readonly liftComplaint: LiftComplaint;
  readonly noteSoftBounce: NoteSoftBounce;
  readonly endSoftBounces: EndSoftBounces;
  /** All rows that exist under these keys. */
  readonly findRecords: (
    keys: readonly RowKey[],
    consistency?: Consistency,
  ) => Promise<readonly AddressRecord[]>;
  /** The same, without those rows that cannot be read, which it tells by their keys. */
  readonly findReadable: (keys: readonly RowKey[]) => Promise<ReadableRows>;
  /**
   * Writes what an operator says, unless an entry with the same reason holds as long; what took the
   * reason back is undone.
   */
  readonly enter: (entry: SuppressionEntry) => Promise<EnterAnswer>;
  /**
   * The same where no row is believed to be, for a third of the work; false, and nothing written,
   * when there is one.
   */
  readonly enterNew: (entry: SuppressionEntry) => Promise<boolean>;
  /**
   * Takes everything off that the row says, and keeps who did it and why. Resolves to the entries
   * that were there.
   */
  readonly remove: (
    address: string,
    scope: string,
    order: RemovalOrder,
  ) => Promise<readonly SuppressionEntry[]>;
  /**
   * Takes one reason off, when it was written before that time (epoch ms), and leaves the others.
   */
  readonly dropReason: (
    address: string,
    scope: string,
    reason: SuppressionReason,
    beforeMs: number,
  ) => Promise<void>;
  /**
   * Every row, of one scope or address where given, page by page.
   *
   * @param tell - told of each row that cannot be read, which is left out; without it the first
   * such row ends the reading
   */
  readonly listRecords: (filter: RowFilter, tell?: TellUnreadable) => AsyncIterable<AddressRecord>;
  /** Every entry of these rows, expired ones included. */
  readonly list: (filter: RowFilter) => AsyncIterable<SuppressionEntry>;
}

/**
 * The suppressions table: hash key `address`, range key `scope`; its layout is in
 * docs/architecture.md.
 */
export const suppressionTable = (
  documents: Documents,
  table: string,
  softBounceRule: SoftBounceRule = defaultSoftBounceRule,
): SuppressionTable => {
  const rows = { documents, table };
  return {
    findSuppressions: (questions) => findSuppressions(rows, questions),
    suppress: (entry) => suppress(rows, entry),
    liftComplaint: (address, scope, atMs) => liftComplaint(rows, address, scope, atMs),
    noteSoftBounce: (bounce) => noteSoftBounce(rows, bounce, softBounceRule),
    endSoftBounces: (arrivals, bounced) => endSoftBounces(rows, arrivals, bounced),
    findRecords: (keys, consistency) => findRecords(rows, keys, consistency),
    findReadable: (keys) => findReadable(rows, keys),
    enter: (entry) => enter(rows, entry),
    enterNew: (entry) => enterNew(rows, entry),
    remove: (address, scope, order) => remove(rows, address, scope, order),
    dropReason: (address, scope, reason, beforeMs) =>
      dropReason(rows, { address, scope, reason, beforeMs }),
    listRecords: (filter, tell) => listRows(rows, filter, tell),
    list: async function* (filter) {
      for await (const record of listRows(rows, filter)) yield* entriesOf(record);
    },
  };
};
