import type { AddressRecord } from '../../suppression/address-record.ts';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Item } from '../dynamodb/documents.ts';
import { toRecord } from './suppression-item.ts';

/**
 * The record of a row; none where the row cannot be read.
 *
 * @param tell - told of such a row
 */
export const readRow = (row: Item, tell: TellUnreadable): readonly AddressRecord[] => {
  try {
    return [toRecord(row)];
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    tell(error);
    return [];
  }
};
