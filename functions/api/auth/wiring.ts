import { createRemoteJWKSet } from 'jose';
import * as z from 'zod/mini';
import { text } from '../../../shared/lambda/environment.ts';
import { systemClock } from '../../../shared/system/clock.ts';
import type { ApiPorts } from '../ports.ts';
import { restingKeys } from './resting-keys.ts';
import { verifyTokenOf } from './verify-token.ts';

/** Environment variables about the tokens of callers. */
export const tokenEnvironment = z.object({
  /** Where the issuer's public keys lie: a JWK Set. Empty, as the next: nobody is let in. */
  TOKEN_KEYS_URL: z.string(),
  TOKEN_ISSUER: z.string(),
  TOKEN_AUDIENCE: text,
  TOKEN_ROLE_CLAIM: text,
  TOKEN_TENANT_CLAIM: text,
});

/** Time limit of a request for the issuer's keys; ms. */
const keysTimeoutMs = 3_000;

/**
 * A token that names an unknown key makes the keys be fetched anew, at most this often; ms. So
 * strangers cannot make us ask more.
 */
const keysCooldownMs = 30_000;

/** Keys are fetched anew after this; ms. A key that the issuer withdraws is believed no longer. */
const keysKeptMs = 600_000;

/** Verifies tokens by the keys that the issuer publishes. */
export const tokensOf = (
  environment: z.infer<typeof tokenEnvironment>,
): ApiPorts['verifyToken'] => {
  if (environment.TOKEN_ISSUER === '' || environment.TOKEN_KEYS_URL === '') return nobody;
  return verifyTokenOf({
    issuer: environment.TOKEN_ISSUER,
    audience: environment.TOKEN_AUDIENCE,
    keys: restingKeys(
      createRemoteJWKSet(new URL(environment.TOKEN_KEYS_URL), {
        timeoutDuration: keysTimeoutMs,
        cooldownDuration: keysCooldownMs,
        cacheMaxAge: keysKeptMs,
      }),
      systemClock.now,
    ),
    claims: { role: environment.TOKEN_ROLE_CLAIM, tenant: environment.TOKEN_TENANT_CLAIM },
    now: systemClock.now,
  });
};

const nobody: ApiPorts['verifyToken'] = async () => ({ kind: 'unknown' });
