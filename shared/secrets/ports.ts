/** Whose secret it is, and what for. A sealed secret opens for no other. */
export interface SecretContext {
  readonly tenant: string;
  /** `ses-access-key`. */
  readonly purpose: string;
}

/** A key that seals one secret: in plain, and wrapped by the key of the deployment. */
export interface DataKey {
  /** 32 bytes; never stored. */
  readonly plain: Uint8Array;
  /** What is stored beside the secret. Only the key of the deployment gives `plain` back. */
  readonly wrapped: Uint8Array;
}

/**
 * Makes data keys and unwraps them, by the key of the deployment.
 *
 * Each rejects with {@link SecretFailure} when the key refuses or cannot be reached.
 */
export interface KeyWrapper {
  readonly create: (context: SecretContext) => Promise<DataKey>;
  readonly unwrap: (wrapped: Uint8Array, context: SecretContext) => Promise<Uint8Array>;
}

/** Seals secrets before they are stored, and opens them for who needs them. */
export interface SecretBox {
  /** @throws SecretFailure */
  readonly seal: (secret: string, context: SecretContext) => Promise<string>;
  /** @throws SecretFailure when it was changed, is another's, or the key does not unwrap it now */
  readonly open: (sealed: string, context: SecretContext) => Promise<string>;
}
