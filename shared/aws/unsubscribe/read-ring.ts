import * as z from 'zod/mini';
import { parseItem } from '../../system/unreadable-item.ts';
import { mostSecrets } from '../../unsubscribe/key-ring.ts';
import type { KeyRings } from '../../unsubscribe/ports.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** Key of the item in the ledger table; no account and no tenant has this name. */
export const ringKey = 'unsubscribe#secrets';

const itemName = `the item ${ringKey} in the ledger table`;

/** A secret of 32 bytes in base64. */
const secret = z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/));

const itemSchema = z.object({
  newest: z.int().check(z.minimum(1), z.maximum(mostSecrets)),
  /** Secrets in base64, by their numbers. */
  secrets: z.record(z.string().check(z.regex(/^[1-9]\d{0,2}$/)), secret),
});

/**
 * Reads the key ring, one item of the ledger table: attributes `newest`, `secrets` from number to
 * base64, and `madeAt<number>` (epoch ms). The table is encrypted, and of the functions only the sender
 * and the pages behind the links read the item.
 *
 * @throws UnreadableItem when somebody has spoilt it; the message has no secret
 */
export const readRing =
  (documents: Documents, table: string): KeyRings['read'] =>
  async () => {
    const item = await documents.get({
      TableName: table,
      Key: { pk: ringKey },
      ConsistentRead: true,
    });
    if (item === undefined) return undefined;
    const { newest, secrets } = parseItem(itemSchema, item, itemName);
    return {
      newest,
      madeAtMs: madeAtsOf(item, Object.keys(secrets)),
      secrets: new Map(
        Object.entries(secrets).map(([number, base64]) => [
          Number(number),
          Buffer.from(base64, 'base64'),
        ]),
      ),
    };
  };

/** Attribute with the time at which a secret was made. */
export const madeAtName = (number: number): string => `madeAt${number}`;

/** Times of the secrets that have one. They are shown alone, so a spoilt one stops no mail. */
const madeAtsOf = (item: Item, numbers: readonly string[]): ReadonlyMap<number, number> =>
  new Map(
    numbers.map(Number).flatMap((number) => {
      const atMs = item[madeAtName(number)];
      return typeof atMs === 'number' ? [[number, atMs] as const] : [];
    }),
  );
