import { parseLedgerItem } from '../../../shared/aws/ledger/ledger-item.ts';
import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../../shared/pacing/ledger-store.ts';
import type { SlotBook } from '../checks/slots/slot-book.ts';
import { accountId } from '../models/account-id.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { Item } from '../models/dynamodb/item.ts';
import { attributesOf } from '../models/dynamodb/item.ts';
import type { OnWrite } from '../models/dynamodb/writes.ts';
import type { World } from './world.ts';

export const region = 'eu-west-1';

/** Name of the pipeline's own account. */
export const accountName = `${accountId}#${region}`;

/**
 * Parsed items. All but the first and the last are read twice: as the result of one write, and as
 * the ledger found by the next.
 */
const known = new WeakMap<Item, Ledger>();

/**
 * The ledger as a container reaches it; each write is checked against the promises.
 *
 * @param book - of the run under way
 */
export const ledgerPort = (
  { database, table, audits }: World,
  container: Container,
  book: () => SlotBook,
): LedgerStore => {
  const through = (onWrite?: OnWrite): LedgerStore =>
    ledgerTable(
      documentsOf(database, {
        container,
        service: table,
        ...(onWrite === undefined ? {} : { onWrite }),
      }),
      'ledger',
      accountId,
      region,
    );
  const watched = (onChange: (before: Ledger, after: Ledger) => void): LedgerStore =>
    through((_table, before, after) => {
      if (before !== undefined && after !== undefined)
        onChange(readLedger(before), readLedger(after));
    });
  return {
    ...through(),
    reserve: (wish) =>
      watched((before, after) => audits.slots.reserve(book(), before, after, wish)).reserve(wish),
    rebase: (change) =>
      watched((_before, after) => audits.slots.rebase(after, change)).rebase(change),
  };
};

const readLedger = (item: Item): Ledger => {
  const before = known.get(item);
  if (before !== undefined) return before;
  const ledger = parseLedgerItem(attributesOf(item));
  known.set(item, ledger);
  return ledger;
};
