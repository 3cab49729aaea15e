import type { MessageKey, MessageProgress } from '../../messages/ports.ts';
import type { Consistency } from '../../system/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Item } from '../dynamodb/documents.ts';
import { messagePk } from './message-key.ts';
import { toProgress } from './message-progress.ts';
import type { MessageRows } from './message-rows.ts';

/** Items of the messages that the table knows, as they are. */
export const findItems = (
  { documents, table }: MessageRows,
  keys: readonly MessageKey[],
  consistency?: Consistency,
): Promise<readonly Item[]> =>
  batchGet(
    documents,
    table,
    keys.map((key) => ({ pk: messagePk(key) })),
    consistency,
  );

/** How far the messages have got that the table knows. */
export const findProgress = async (
  rows: MessageRows,
  keys: readonly MessageKey[],
  consistency?: Consistency,
): Promise<readonly MessageProgress[]> =>
  (await findItems(rows, keys, consistency)).map(toProgress);
