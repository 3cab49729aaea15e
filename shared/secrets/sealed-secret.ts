import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { DataKey, SecretContext } from './ports.ts';

/**
 * A sealed secret: `v1.<wrapped data key>.<nonce>.<ciphertext and tag>`, each in base64url.
 *
 * AES-256-GCM under a data key of its own. The authenticated data are the version, the context and
 * the wrapped data key, so any change is detected, and no other context opens it.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
 */
export const sealedSecretSchema = z
  .string()
  .check(z.maxLength(8_192), z.regex(/^v1(?:\.[A-Za-z0-9_-]+){3}$/));

const version = 'v1';
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Seals a secret. The nonce is drawn here, so that no caller can give the same one twice. */
export const seal = (secret: string, key: DataKey, context: SecretContext): string => {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key.plain, nonce, { authTagLength: tagBytes });
  sealing.setAAD(authenticatedData(key.wrapped, context));
  const box = Buffer.concat([
    sealing.update(secret, 'utf8'),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
  return [version, ...[key.wrapped, nonce, box].map(toText)].join('.');
};

/** Parts of a sealed secret; undefined when the text is not one. */
export const readSealed = (sealed: string): SealedParts | undefined => {
  if (!z.safeParse(sealedSecretSchema, sealed).success) return undefined;
  const [wrapped, nonce, box] = sealed.split('.').slice(1).map(toBytes);
  if (wrapped === undefined || nonce?.length !== nonceBytes) return undefined;
  return box === undefined || box.length < tagBytes ? undefined : { wrapped, nonce, box };
};

export interface SealedParts {
  readonly wrapped: Uint8Array;
  readonly nonce: Uint8Array;
  /** Ciphertext and tag. */
  readonly box: Uint8Array;
}

/**
 * Opens a sealed secret.
 *
 * @param plainKey - its data key, unwrapped
 * @returns undefined when it was changed, or has another context
 */
export const open = (
  { wrapped, nonce, box }: SealedParts,
  plainKey: Uint8Array,
  context: SecretContext,
): string | undefined => {
  try {
    const opening = createDecipheriv(cipher, plainKey, nonce, { authTagLength: tagBytes });
    opening.setAAD(authenticatedData(wrapped, context));
    opening.setAuthTag(box.subarray(-tagBytes));
    const text = [opening.update(box.subarray(0, -tagBytes)), opening.final()];
    return Buffer.concat(text).toString('utf8');
  } catch {
    return undefined;
  }
};

const authenticatedData = (wrapped: Uint8Array, { tenant, purpose }: SecretContext): Buffer =>
  Buffer.from(JSON.stringify([version, tenant, purpose, toText(wrapped)]));

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * Undefined for a text that is not the canonical form of its bytes: the last character has spare
 * bits.
 */
const toBytes = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return toText(bytes) === text ? bytes : undefined;
};
