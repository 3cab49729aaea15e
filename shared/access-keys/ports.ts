import type { AccessKey, KeyTerms } from './access-key.ts';

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

/** Creates, lists and revokes access keys. Only the creation shows a secret, and only once. */
export interface AccessKeyBook {
  /** @throws SecretFailure when the secret cannot be sealed */
  readonly create: (tenantId: string, terms: KeyTerms) => Promise<CreatedKey>;
  /** Keys of a tenant, oldest first; a key may be missing for a second after its creation. */
  readonly list: (tenantId: string) => AsyncIterable<AccessKey>;
  /**
   * Revokes a key; of a key that is revoked the first time counts.
   *
   * @returns the key as it is then; undefined when there is none with this id
   */
  readonly revoke: (accessKeyId: string) => Promise<AccessKey | undefined>;
}
