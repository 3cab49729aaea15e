import { contextOfAccessKey, keyState } from '../../access-keys/access-key.ts';
import type { FindAccessKey } from '../../access-keys/ports.ts';
import type { SecretBox } from '../../secrets/ports.ts';
import { type AccessKeyTable, toStoredKey } from './access-key-item.ts';

/**
 * Finds keys in their table. The secret of a key that is not valid is not opened.
 *
 * @param open - opens a sealed secret, and may keep it open
 * @param now - epoch ms
 */
export const findAccessKey =
  (
    { documents, table }: AccessKeyTable,
    open: SecretBox['open'],
    now: () => number,
  ): FindAccessKey =>
  async (accessKeyId) => {
    const item = await documents.get({
      TableName: table,
      Key: { accessKeyId },
      ConsistentRead: true,
    });
    if (item === undefined) return { kind: 'unknown' };
    const { key, sealed } = toStoredKey(item);
    const state = keyState(key, now());
    if (state !== 'valid') return { kind: state };
    return { kind: 'found', key, secret: await open(sealed, contextOfAccessKey(key)) };
  };
