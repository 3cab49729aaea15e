import * as z from 'zod/mini';
import { cursorKey } from './reputation-keys.ts';
import { putItem, type ReputationRows, readOrTell } from './reputation-rows.ts';

const cursorItem = z.looseObject({ slot: z.number() });

/**
 * The slot up to which everything is added up for good; undefined before the first run, or when it
 * cannot be read.
 */
export const readCursor = async ({
  documents,
  table,
  tell,
}: ReputationRows): Promise<number | undefined> => {
  const item = await documents.get({ TableName: table, Key: cursorKey, ConsistentRead: true });
  return item && readOrTell(tell, cursorItem, item, 'cursor')?.slot;
};

export const writeCursor = (rows: ReputationRows, slot: number): Promise<void> =>
  putItem(rows, { ...cursorKey, slot });
