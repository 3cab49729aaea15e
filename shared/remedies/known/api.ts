import type { Background, Known } from '../remedy.ts';
import type { apiProblems } from '../told/api-problems.ts';
import { pages } from './pages.ts';

const api = { retry: 'no', sources: ['docs/api.md', 'RFC 9457'] } as const;
const problem = (name: string) => ({ text: new RegExp(`\\burn:ses-pipeline:problem:${name}\\b`) });

/** What the problems of the API mean. */
export const knownApiProblems = {
  unauthorized: {
    ...problem('unauthorized'),
    cause: 'The request has no token, or one that is not good. The API tells nobody why.',
    actor: 'you',
    ...api,
    samples: [
      '{"type":"urn:ses-pipeline:problem:unauthorized","title":"No valid token","status":401}',
    ],
  },
  forbidden: {
    ...problem('forbidden'),
    cause: 'The caller may not do this for this tenant, or the tenant does not exist.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:forbidden","title":"Not allowed","status":403}'],
  },
  'not-found': {
    ...problem('not-found'),
    cause: 'What the path names does not exist.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:not-found","title":"Not found","status":404}'],
  },
  'method-not-allowed': {
    ...problem('method-not-allowed'),
    cause: 'The path exists, and takes other methods.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:method-not-allowed","status":405}'],
  },
  'not-json': {
    ...problem('not-json'),
    cause: 'The body is not declared as JSON.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:not-json","status":415}'],
  },
  'too-large': {
    ...problem('too-large'),
    cause: 'The body is too large.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:too-large","status":413}'],
  },
  invalid: {
    ...problem('invalid'),
    cause: 'The request is not as the operation wants it.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:invalid","title":"Not valid","status":400}'],
  },
  conflict: {
    ...problem('conflict'),
    cause: 'The request is in order, and cannot be done as things stand; `detail` says why.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:conflict","status":409}'],
  },
  busy: {
    ...problem('busy'),
    cause: 'The API does as much of this work at once as it may.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:busy","status":429}'],
  },
  unavailable: {
    ...problem('unavailable'),
    cause: 'A table, a queue or the issuer of tokens does not answer.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:unavailable","status":503}'],
  },
  failed: {
    ...problem('failed'),
    cause: 'The API has a fault, or a table refuses it for good.',
    actor: 'you',
    ...api,
    samples: ['{"type":"urn:ses-pipeline:problem:failed","status":500}'],
  },
} as const satisfies Readonly<Record<keyof typeof apiProblems, Background>>;

const token = { actor: 'you', retry: 'no', sources: [pages.jose, 'RFC 7519'] } as const;

/** What is wrong with a token, as libraries that verify or read one say it. */
export const knownJwt = {
  expired: {
    codes: ['ERR_JWT_EXPIRED', 'JWTExpired', 'TokenExpiredError', 'ExpiredSignatureError'],
    also: [{ text: /\bjwt expired\b|"exp" claim timestamp check failed|signature has expired/i }],
    cause: 'The time in `exp` is past by more than five seconds.',
    remedy: 'Get a new token from the issuer; check the clocks if it is new.',
    ...token,
    samples: ['JWTExpired: "exp" claim timestamp check failed', 'TokenExpiredError: jwt expired'],
  },
  'too-early': {
    codes: ['NotBeforeError', 'ImmatureSignatureError'],
    also: [
      { text: /\bjwt not active\b|"(?:nbf|iat)" claim timestamp check failed|not yet valid/i },
    ],
    cause: 'The time in `nbf` or `iat` lies in the future.',
    remedy: 'Set the clocks of the issuer and of the caller by NTP.',
    ...token,
    samples: [
      'JWTClaimValidationFailed: "nbf" claim timestamp check failed',
      'NotBeforeError: jwt not active',
    ],
  },
  audience: {
    text: /unexpected "aud" claim value|jwt audience invalid|invalid audience|audience doesn't match/i,
    cause: 'The token is for another audience than the parameter tokenAudience says.',
    remedy:
      'Ask the issuer for a token of this API, or correct the parameter tokenAudience of the deployment.',
    ...token,
    samples: [
      'JWTClaimValidationFailed: unexpected "aud" claim value',
      'jwt audience invalid. expected: mail',
    ],
  },
  issuer: {
    text: /unexpected "iss" claim value|jwt issuer invalid|invalid issuer/i,
    cause: 'The token is of another issuer than the deployment names, to the last slash.',
    remedy: 'Correct the parameter tokenIssuer of the deployment, or use a token of that issuer.',
    ...token,
    samples: [
      'JWTClaimValidationFailed: unexpected "iss" claim value',
      'jwt issuer invalid. expected: https://id.example.com',
    ],
  },
  'unknown-key': {
    codes: ['ERR_JWKS_NO_MATCHING_KEY', 'JWKSNoMatchingKey'],
    also: [
      { text: /no applicable key found in the json web key set|unable to find a signing key/i },
    ],
    cause: 'The key that the token names (`kid`) is not among the keys of the issuer.',
    remedy:
      'Get a new token: the issuer has changed its keys. If it lasts, check the address of the keys (JWKS) in the deployment.',
    ...token,
    samples: ['JWKSNoMatchingKey: no applicable key found in the JSON Web Key Set'],
  },
  signature: {
    codes: [
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      'JWSSignatureVerificationFailed',
      'InvalidSignatureError',
    ],
    also: [{ text: /signature verification failed|jsonwebtokenerror: invalid signature/i }],
    cause: 'The token was changed, or signed with another key.',
    remedy: 'Send the token as the issuer gave it, whole.',
    ...token,
    samples: ['JWSSignatureVerificationFailed: signature verification failed'],
  },
  algorithm: {
    codes: ['ERR_JOSE_ALG_NOT_ALLOWED', 'JOSEAlgNotAllowed', 'InvalidAlgorithmError'],
    also: [{ text: /"alg" \(algorithm\) header parameter value not allowed|invalid algorithm/i }],
    cause:
      'The token is signed by an algorithm that the API does not take; it takes ES256 and RS256.',
    remedy: 'Let the issuer sign with ES256 or RS256.',
    ...token,
    sources: [pages.jose, 'RFC 8725 3.1'],
    samples: ['JOSEAlgNotAllowed: "alg" (Algorithm) Header Parameter value not allowed'],
  },
  malformed: {
    codes: ['ERR_JWS_INVALID', 'ERR_JWT_INVALID', 'JWSInvalid', 'JWTInvalid', 'JsonWebTokenError'],
    also: [{ text: /\bjwt malformed\b|invalid compact jws|not enough segments/i }],
    cause: 'This is no token, or only a part of one.',
    remedy: 'Send the whole token: three parts with dots between them, after `Bearer `.',
    ...token,
    samples: ['JWSInvalid: Invalid Compact JWS', 'JsonWebTokenError: jwt malformed'],
  },
  'claim-missing': {
    text: /missing required "(?:exp|sub|aud|iss)" claim/i,
    cause: 'The token lacks a claim that the API asks for: `exp` or `sub`.',
    remedy: 'Let the issuer put the claim into its tokens.',
    ...token,
    samples: ['JWTClaimValidationFailed: missing required "sub" claim'],
  },
} as const satisfies Readonly<Record<string, Known>>;
