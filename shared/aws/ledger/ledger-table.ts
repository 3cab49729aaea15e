import type { LedgerStore } from '../../pacing/ledger-store.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { create } from './create.ts';
import { cut } from './cut.ts';
import { heal } from './heal.ts';
import { ledgerRow, readLedgerRow } from './ledger-row.ts';
import { lineUp } from './line-up.ts';
import { rebase } from './rebase.ts';
import { recordStoppedLanes } from './record-stopped-lanes.ts';
import { reserve } from './reserve.ts';
import { takeTurn } from './take-turn.ts';

/**
 * The send ledger of one SES account and region, one item of the ledger table; see docs/pacing.md.
 *
 * @param account - id of the sending AWS account
 */
export const ledgerTable = (
  documents: Documents,
  table: string,
  account: string,
  region: string,
): LedgerStore => {
  const row = ledgerRow(documents, table, account, region);
  return {
    read: () => readLedgerRow(row),
    create: (ledger) => create(row, ledger),
    reserve: (wish) => reserve(row, wish),
    cut: (from, change) => cut(row, from, change),
    lineUp: (place) => lineUp(row, place, { creates: false }),
    rebase: (change) => rebase(row, change),
    heal: (seenTatMs, nowMs) => heal(row, seenTatMs, nowMs),
    recordStoppedLanes: (stopped) => recordStoppedLanes(row, stopped),
    takeTurn: (nowMs, freeSinceMs) => takeTurn(row, nowMs, freeSinceMs),
  };
};
