import { keyState } from '../../access-keys/access-key.ts';
import { roleIdOf } from '../../access-keys/aws-role.ts';
import type { RoleKeys } from '../../access-keys/ports.ts';
import { type AccessKeyTable, toAccessKey } from './access-key-item.ts';
import { type NewKeyParts, storeNewKey } from './store-new-key.ts';

/** Lifetime of a key that the program of a role is given; ms. Programs ask for the next in time. */
const issuedForMs = 3_600_000;

/** How long an expired one is kept, to tell it from one that never was; ms. */
const rememberedMs = 86_400_000;

/**
 * Keys for programs of AWS roles, in the table of access keys.
 *
 * @param now - epoch ms
 */
export const roleKeys = (
  rows: AccessKeyTable,
  parts: NewKeyParts,
  now: () => number,
): RoleKeys => ({
  find: async (role) => {
    const { documents, table } = rows;
    const item = await documents.get({
      TableName: table,
      Key: { accessKeyId: roleIdOf(role) },
      ConsistentRead: true,
    });
    const key = item && toAccessKey(item);
    return key !== undefined && keyState(key, now()) === 'valid' ? key : undefined;
  },
  issue: ({ accessKeyId, tenantId, label, stream, mailLifetimeSeconds, expiresAt }) => {
    const createdAt = now();
    const endsAt = Math.min(createdAt + issuedForMs, expiresAt ?? Number.POSITIVE_INFINITY);
    const terms = {
      ...{ tenantId, createdAt, expiresAt: endsAt, issuedTo: accessKeyId },
      ...(label === undefined ? {} : { label }),
      ...(stream === undefined ? {} : { stream }),
      ...(mailLifetimeSeconds === undefined ? {} : { mailLifetimeSeconds }),
    };
    return storeNewKey(rows, parts, terms, Math.ceil((endsAt + rememberedMs) / 1_000));
  },
});
