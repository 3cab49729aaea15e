import { type BackOff, backOffMs } from '../../system/back-off.ts';
import type { Consistency } from '../../system/ports.ts';
import { UnreadableItem } from '../../system/unreadable-item.ts';
import type { Documents, Item } from './documents.ts';

/** Longest partition key; bytes. One longer key would fail its whole BatchGetItem request. */
const longestKey = 2_048;
/** DynamoDB's limit of keys in one BatchGetItem request. */
const keysPerRequest = 100;
const attempts = 6;
const backOff: BackOff = { firstMs: 50, lastMs: 800 };

/**
 * Reads all items under these keys; missing items are left out.
 *
 * @throws UnreadableItem when a key is longer than DynamoDB allows
 * @throws when some keys stay unprocessed, because an incomplete answer would let mail out to
 * suppressed addresses
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const batchGet = async (
  documents: Documents,
  table: string,
  keys: readonly Readonly<Record<string, string>>[],
  consistency: Consistency = 'strong',
): Promise<readonly Item[]> => {
  const isTooLong = (value: string): boolean => Buffer.byteLength(value) > longestKey;
  if (keys.some((key) => Object.values(key).some(isTooLong)))
    throw new UnreadableItem(`the keys asked for in table ${table}`, [
      `one of more than ${longestKey} bytes`,
    ]);
  const readChunk = async (chunk: readonly Item[]) => {
    const found: Item[] = [];
    let rest = chunk;
    for (let attempt = 0; rest.length > 0; attempt += 1) {
      if (attempt === attempts)
        throw new Error(
          `DynamoDB left ${rest.length} keys of table ${table} unread after ${attempts} requests.`,
        );
      if (attempt > 0) await pause(backOffMs(backOff, attempt));
      const { items, unread } = await documents.batchGet({
        TableName: table,
        Keys: rest,
        ConsistentRead: consistency === 'strong',
      });
      found.push(...items);
      rest = unread;
    }
    return found;
  };
  // Sequential, because many hundred keys at once would slow the table for everybody else.
  const found: Item[] = [];
  for (const chunk of chunks(keys, keysPerRequest)) found.push(...(await readChunk(chunk)));
  return found;
};

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
