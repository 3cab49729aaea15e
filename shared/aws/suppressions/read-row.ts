import type { AddressRecord } from '../../suppression/address-record.ts';
import { type TellUnreadable, UnreadableItem } from '../../system/unreadable-item.ts';
import type { Item } from '../dynamodb/documents.ts';
import { toRecord } from './suppression-item.ts';

/**
 * Record of a row; none when it cannot be read.
 *
 * @param tell - called for such a row
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
