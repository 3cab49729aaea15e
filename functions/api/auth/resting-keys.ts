import { errors, type JWTVerifyGetKey } from 'jose';

/** How long the issuer is not asked for its keys after it failed to give them; ms. */
const restMs = 5_000;

/**
 * Asks the issuer for its keys no more for a while after it did not answer. Whoever sends tokens, a
 * stranger too, makes it be asked: without a rest each request would wait for an issuer that is
 * down, and load it.
 *
 * @param now - epoch ms
 */
export const restingKeys = (keys: JWTVerifyGetKey, now: () => number): JWTVerifyGetKey => {
  let failed: { readonly atMs: number; readonly error: unknown } | undefined;
  return async (header, token) => {
    if (failed !== undefined && now() < failed.atMs + restMs) throw failed.error;
    try {
      const key = await keys(header, token);
      failed = undefined;
      return key;
    } catch (error) {
      if (!isAboutHeader(error)) failed = { atMs: now(), error };
      throw error;
    }
  };
};

/** The issuer answered; it only has no such key. */
const isAboutHeader = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
