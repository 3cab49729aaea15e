import type { Ledger } from '../../pacing/ledger.ts';
import { ifHolds } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';
import { parseLedgerItem } from './ledger-item.ts';

/** Key of one ledger's item, its table and the client. */
export interface LedgerRow {
  readonly documents: Documents;
  readonly table: string;
  readonly pk: string;
}

/** The row of one SES account and region. */
export const ledgerRow = (
  documents: Documents,
  table: string,
  account: string,
  region: string,
): LedgerRow => ({ documents, table, pk: `ses#${account}#${region}` });

/** An update of the item, without its key. */
export type LedgerUpdate = Omit<UpdateRequest, 'TableName' | 'Key'>;

/** Reads the ledger; undefined when there is none. */
export const readLedgerRow = async ({
  documents,
  table,
  pk,
}: LedgerRow): Promise<Ledger | undefined> => {
  const item = await documents.get({ TableName: table, Key: { pk }, ConsistentRead: true });
  return item && parseLedgerItem(item);
};

/**
 * Makes a conditional update. Resolves to the ledger after it, or to undefined when the condition
 * does not hold.
 */
export const updateLedgerRow = async (
  { documents, table, pk }: LedgerRow,
  update: LedgerUpdate,
): Promise<Ledger | undefined> => {
  const item = await ifHolds(
    documents.update({ TableName: table, Key: { pk }, ...update, ReturnValues: 'ALL_NEW' }),
  );
  return item && parseLedgerItem(item);
};
