import type { AccessKey, KeyTerms } from './access-key.ts';
import type { AwsRole } from './aws-role.ts';

/** What is known of an access key id at a door. */
export type FoundKey =
  | { readonly kind: 'found'; readonly key: AccessKey; readonly secret: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'expired' };

/**
 * Finds an access key and opens its secret.
 *
 * Throws when that cannot be done now: the table or the key for secrets cannot be reached, or the
 * item cannot be read. A door then answers a temporary failure, never that the password is wrong.
 */
export type FindAccessKey = (accessKeyId: string) => Promise<FoundKey>;

/** Answer to the wish for a new key. */
export type CreatedKey =
  | { readonly kind: 'created'; readonly key: AccessKey; readonly secret: string }
  /** The tenant has as many valid keys as it may have. */
  | { readonly kind: 'too-many' };

/** Answer to the wish for the key of a role. */
export type CreatedRoleKey =
  | { readonly kind: 'created'; readonly key: AccessKey }
  /** The role has one already, of this tenant or another. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'too-many' };

/** Keys for programs that prove an AWS role. Each rejects when the table cannot be reached. */
export interface RoleKeys {
  /** The key of a role; undefined when no tenant has let it in, or does so no longer. */
  readonly find: (role: AwsRole) => Promise<AccessKey | undefined>;
  /** Gives a program of a role a key of its own, which expires in an hour. */
  readonly issue: (
    roleKey: AccessKey,
  ) => Promise<{ readonly key: AccessKey; readonly secret: string }>;
}

/** Creates, lists and revokes access keys. Only the creation shows a secret, and only once. */
export interface AccessKeyBook {
  /** @throws SecretFailure when the secret cannot be sealed */
  readonly create: (tenantId: string, terms: KeyTerms) => Promise<CreatedKey>;
  /** Lets programs of an AWS role get keys for a tenant. */
  readonly createForRole: (
    tenantId: string,
    role: AwsRole,
    terms: KeyTerms,
  ) => Promise<CreatedRoleKey>;
  /** Keys of a tenant, but those that programs of roles were given, oldest first; a key may be missing for a second after its creation. */
  readonly list: (tenantId: string) => AsyncIterable<AccessKey>;
  /**
   * Revokes a key; of a key that is revoked the first time counts.
   *
   * @returns the key as it is then; undefined when there is none with this id
   */
  readonly revoke: (accessKeyId: string) => Promise<AccessKey | undefined>;
}
