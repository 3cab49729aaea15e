/**
 * Secrets of a stage from which the keys of unsubscribe tokens are derived, by their numbers. Every
 * one of them opens tokens; the newest makes them, so a rotation breaks no link in anybody's mail.
 */
export interface KeyRing {
  /** Number of the secret that makes tokens. */
  readonly newest: number;
  /** Secrets of {@link secretBytes} bytes. */
  readonly secrets: ReadonlyMap<number, Uint8Array>;
  /** When each was made, by its number; epoch ms. One entered by hand, or before this was kept, is absent. */
  readonly madeAtMs?: ReadonlyMap<number, number>;
}

/** Length of a secret; bytes. */
export const secretBytes = 32;

/** Highest number of a secret: it is one byte of each token. */
export const mostSecrets = 255;
