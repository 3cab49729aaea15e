import * as z from 'zod/mini';
import { type Stream, streamForm } from '../email/streams.ts';
import type { SecretContext } from '../secrets/ports.ts';
import { tenantIdForm } from '../tenants/names.ts';
import { roleIdForm } from './aws-role.ts';

/** Form of the id of an access key. */
export const accessKeyIdForm = /^AKSP[A-Z2-7]{16}$/;

/** Most keys of a tenant that are valid at once. */
export const maxValidKeys = 20;

/** Longest label; characters. */
const longestLabel = 100;

/**
 * Bounds of the lifetime of mail; seconds. Mail that waits is held for 60 days at the most, so a
 * longer lifetime would not be kept.
 */
export const mailLifetime = { least: 60, most: 60 * 86_400 } as const;

/** What a person decides about a key; every field is optional. */
export const keyTermsSchema = z.object({
  /** Time from which the key is no longer valid; epoch ms. */
  expiresAt: z.optional(z.int().check(z.positive())),
  /** What the key is for; for people. */
  label: z.optional(z.string().check(z.minLength(1), z.maxLength(longestLabel))),
  /** Stream of mail that names no configuration set. */
  stream: z.optional(z.string().check(z.regex(streamForm))),
  /** Mail that comes by this key expires this long after it was taken; seconds. */
  mailLifetimeSeconds: z.optional(
    z.int().check(z.gte(mailLifetime.least), z.lte(mailLifetime.most)),
  ),
});

/** An access key without its secret, as it is stored. */
export const accessKeySchema = z.extend(keyTermsSchema, {
  /** That of a role stands for all keys that its programs get. */
  accessKeyId: z.union([
    z.string().check(z.regex(accessKeyIdForm)),
    z.string().check(z.regex(roleIdForm)),
  ]),
  tenantId: z.string().check(z.regex(tenantIdForm)),
  /** Epoch ms. */
  createdAt: z.int(),
  /** Time from which it is refused; epoch ms. */
  revokedAt: z.optional(z.int()),
  /** Role to whose program the key was given; absent of a key that a person created. */
  issuedTo: z.optional(z.string().check(z.regex(roleIdForm))),
});

/** What a person decides about a key. */
export interface KeyTerms {
  readonly expiresAt?: number | undefined;
  readonly label?: string | undefined;
  readonly stream?: Stream | undefined;
  readonly mailLifetimeSeconds?: number | undefined;
}

/**
 * A key with which a tenant's program authenticates itself at a door: the HTTP endpoint in the form
 * of SES, or the SMTP server. Its secret is elsewhere.
 */
export interface AccessKey extends KeyTerms {
  readonly accessKeyId: string;
  readonly tenantId: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Time from which it is refused; epoch ms. */
  readonly revokedAt?: number | undefined;
  /** Id of the role to whose program it was given, for an hour. */
  readonly issuedTo?: string | undefined;
}

export type KeyState = 'valid' | 'revoked' | 'expired';

/** State of a key at a time. A revoked key stays revoked, also when it has expired since. */
export const keyState = (
  { revokedAt, expiresAt }: Pick<AccessKey, 'revokedAt' | 'expiresAt'>,
  nowMs: number,
): KeyState => {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && nowMs >= expiresAt ? 'expired' : 'valid';
};

/** Context under which the secret of an access key is sealed: another key's or tenant's opens not. */
export const contextOfAccessKey = ({
  accessKeyId,
  tenantId,
}: Pick<AccessKey, 'accessKeyId' | 'tenantId'>): SecretContext => ({
  tenant: tenantId,
  purpose: `access-key ${accessKeyId}`,
});
