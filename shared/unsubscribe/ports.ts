import type { KeyRing } from './key-ring.ts';

/** The key ring of a stage. It rejects when the table cannot be reached. */
export interface KeyRings {
  /** Undefined before the first. */
  readonly read: () => Promise<KeyRing | undefined>;
  /**
   * Adds a secret, which makes tokens from now on.
   *
   * @param after - number of the newest secret that the caller knows; 0 where there is none
   * @param atMs - now; epoch ms
   * @returns false when another secret has been added meanwhile
   */
  readonly add: (after: number, secret: Uint8Array, atMs: number) => Promise<boolean>;
}
