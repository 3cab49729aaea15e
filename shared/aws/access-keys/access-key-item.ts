import * as z from 'zod/mini';
import { type AccessKey, accessKeySchema } from '../../access-keys/access-key.ts';
import { sealedSecretSchema } from '../../secrets/sealed-secret.ts';
import { parseItem } from '../../system/unreadable-item.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** The table of access keys. */
export interface AccessKeyTable {
  readonly documents: Documents;
  readonly table: string;
}

/** Index of the keys of a tenant by age; it has no secret. */
export const tenantIndex = 'by-tenant';

const storedKeySchema = z.extend(accessKeySchema, {
  /** The secret, sealed under the context of the key. */
  secret: sealedSecretSchema,
});

/** Reads a key without its secret. @throws UnreadableItem */
export const toAccessKey = (item: Item): AccessKey =>
  parseItem(accessKeySchema, item, nameOf(item));

/** Reads a key with its sealed secret. @throws UnreadableItem */
export const toStoredKey = (item: Item): { readonly key: AccessKey; readonly sealed: string } => {
  const { secret: sealed, ...key } = parseItem(storedKeySchema, item, nameOf(item));
  return { key, sealed };
};

const nameOf = ({ accessKeyId }: Item): string =>
  `the item of key ${String(accessKeyId)} in the access keys table`;
