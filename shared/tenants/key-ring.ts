import { previousInUse, type StoredCredentials, type StoredKey } from './credentials.ts';

/** How long a key that AWS refused is not tried while there is another; ms. */
const setAsideMs = 60_000;

/** The keys of a tenant, and which of them the next request signs with. */
export interface KeyRing {
  readonly next: () => StoredKey;
  /**
   * Notes that AWS does not accept a key.
   *
   * @returns whether the next request signs with another one
   */
  readonly refuse: (key: StoredKey) => boolean;
}

/**
 * Signs with the present key. For a minute after AWS refused it, the key before is used, if it is
 * still in use: AWS may take a while to know a new key everywhere. A request is never signed with
 * both; whose key was refused comes again.
 *
 * @param now - epoch ms
 */
export const keyRing = (credentials: StoredCredentials, now: () => number): KeyRing => {
  const refusedUntilMs = new Map<StoredKey, number>();
  const accepted = (): StoredKey | undefined =>
    [credentials.current, previousInUse(credentials, now())].find(
      (key) => key !== undefined && now() >= (refusedUntilMs.get(key) ?? 0),
    );
  return {
    next: () => accepted() ?? credentials.current,
    refuse: (key) => {
      refusedUntilMs.set(key, now() + setAsideMs);
      return accepted() !== undefined;
    },
  };
};
