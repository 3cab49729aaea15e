/** Tenant and purpose of a secret. A sealed secret opens only with the same context. */
export interface SecretContext {
  readonly tenant: string;
  /** `ses-access-key`, or `access-key` and the id of the key. */
  readonly purpose: string;
}

/** Data key of one secret: in plain, and wrapped by the deployment's key. */
export interface DataKey {
  /** 32 bytes; never stored. */
  readonly plain: Uint8Array;
  /** Stored beside the secret. Only the deployment's key unwraps it to `plain`. */
  readonly wrapped: Uint8Array;
}

/**
 * Makes and unwraps data keys with the deployment's key.
 *
 * Each rejects with {@link SecretFailure} when the key refuses or cannot be reached.
 */
export interface KeyWrapper {
  readonly create: (context: SecretContext) => Promise<DataKey>;
  readonly unwrap: (wrapped: Uint8Array, context: SecretContext) => Promise<Uint8Array>;
}

/** Seals secrets before they are stored, and opens them for use. */
export interface SecretBox {
  /** @throws SecretFailure */
  readonly seal: (secret: string, context: SecretContext) => Promise<string>;
  /**
   * @throws SecretFailure when the secret was changed, or has another context, or its data key
   * cannot be unwrapped
   */
  readonly open: (sealed: string, context: SecretContext) => Promise<string>;
}
