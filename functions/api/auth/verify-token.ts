import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type ClaimNames, readClaims } from './read-claims.ts';
import type { Principal } from './roles.ts';

/** Whose tokens are believed. */
export interface TokenSettings {
  /** Claim `iss`. */
  readonly issuer: string;
  /** Claim `aud`. */
  readonly audience: string;
  /** Public keys of the issuer, by the header of a token. */
  readonly keys: JWTVerifyGetKey;
  readonly claims: ClaimNames;
  readonly now: () => number;
}

/** Who calls; or why nobody can tell. */
export type Verified =
  | { readonly kind: 'known'; readonly principal: Principal }
  /** There is no token, or it is not good. Nobody outside is told why. */
  | { readonly kind: 'unknown' }
  /** The issuer's keys cannot be fetched; the same token may be good later. */
  | { readonly kind: 'unreachable'; readonly code: string };

export type VerifyToken = (authorization: string | undefined) => Promise<Verified>;

/**
 * Signatures that are believed. A token cannot choose another one: `none`, and a shared secret made
 * of the public key, are refused (RFC 8725 section 3.1).
 */
const algorithms = ['ES256', 'RS256'];

/** Characters of a token; longer ones are not looked at. */
const longestToken = 8_192;

/** How far the issuer's clock may differ from ours; seconds. */
const clockToleranceSeconds = 5;

const unknown: Verified = { kind: 'unknown' };

/**
 * Verifies the bearer token of a request: signature, issuer, audience, times, and what it says of
 * the caller.
 *
 * @see RFC 7519 for the claims, RFC 6750 for the header
 */
export const verifyTokenOf =
  ({ issuer, audience, keys, claims, now }: TokenSettings): VerifyToken =>
  async (authorization) => {
    const token = /^Bearer +([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > longestToken) return unknown;
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...{ issuer, audience, algorithms, clockTolerance: clockToleranceSeconds },
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      });
      const principal = readClaims(payload, claims);
      return principal === undefined ? unknown : { kind: 'known', principal };
    } catch (error) {
      return isAboutToken(error) ? unknown : { kind: 'unreachable', code: codeOf(error) };
    }
  };

/** Errors that the token itself is the reason of; all others come of fetching the keys. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;

const codeOf = (error: unknown): string =>
  error instanceof errors.JOSEError ? error.code : 'KEYS_NOT_FETCHED';
