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
  /** Records of the rows under these keys; missing ones are left out. */
  readonly findRecords: (
    keys: readonly RowKey[],
    consistency?: Consistency,
  ) => Promise<readonly AddressRecord[]>;
  /** Like `findRecords`, but returns the keys of unreadable rows instead of failing. */
  readonly findReadable: (keys: readonly RowKey[]) => Promise<ReadableRows>;
  /**
   * Writes an operator's entry, unless an entry with the same reason holds as long. Undoes what had
   * taken the reason back.
   */
  readonly enter: (entry: SuppressionEntry) => Promise<EnterAnswer>;
  /**
   * Like `enter` where no row is expected, for a third of the work; writes nothing and resolves to
   * false when there is one.
   */
  readonly enterNew: (entry: SuppressionEntry) => Promise<boolean>;
  /**
   * Removes all reasons from a row, and records who did it and why. Resolves to the entries that
   * were there.
   */
  readonly remove: (
    address: string,
    scope: string,
    order: RemovalOrder,
  ) => Promise<readonly SuppressionEntry[]>;
  /** Removes one reason if it was written before `beforeMs` (epoch ms); the others stay. */
  readonly dropReason: (
    address: string,
    scope: string,
    reason: SuppressionReason,
    beforeMs: number,
  ) => Promise<void>;
  /**
   * Records of all rows, of one scope or address where given, page by page.
   *
   * @param tell - called for each unreadable row, which is left out; without it the first such row
   * ends the reading
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
    findSuppressions: (questions, tell) => findSuppressions(rows, questions, tell),
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
