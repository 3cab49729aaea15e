import type { MessageKey, MessageProgress } from '../../messages/ports.ts';
import type { Consistency } from '../../system/ports.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Item } from '../dynamodb/documents.ts';
import { messagePk } from './message-key.ts';
import { toProgress } from './message-progress.ts';
import type { MessageRows } from './message-rows.ts';

/** Raw items of the messages; those without an item are left out. */
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

/** Progress of the messages; those without an item are left out. */
export const findProgress = async (
  rows: MessageRows,
  keys: readonly MessageKey[],
  consistency?: Consistency,
): Promise<readonly MessageProgress[]> =>
  (await findItems(rows, keys, consistency)).map(toProgress);
