import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import type { KeyRing } from './key-ring.ts';

/** Who leaves what: one address, one stream of one tenant. */
export interface Subscription {
  readonly tenantId: string;
  readonly stream: string;
  /** Canonical. */
  readonly address: string;
}

/** Characters of the longest token: an address of 254 and a stream of 64 characters in UTF-8. */
export const longestToken = 2_048;

const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
/** Separates the stream from the address; neither can contain it. */
const separator = '\0';

/**
 * Token of an unsubscribe link: base64url of the number of its secret, a nonce, the encrypted
 * subscription, and its tag (AES-256-GCM). Nobody can read the address in it, and nobody can make or
 * change one. It never expires, because the mail that holds it does not.
 *
 * The nonce is a keyed hash of the subscription, so one subscription has one token, however often its
 * mail is built.
 *
 * @see RFC 8058 section 3.1, RFC 5116 section 5.2
 */
export const tokenOf = ({ newest, secrets }: KeyRing, subscription: Subscription): string => {
  const secret = secrets.get(newest);
  if (secret === undefined) throw new Error(`The key ring has no secret ${newest}.`);
  const keys = keysOf(secret, subscription.tenantId);
  const text = Buffer.from(`${subscription.stream}${separator}${subscription.address}`, 'utf8');
  const nonce = nonceOf(keys, text);
  const cipher = createCipheriv('aes-256-gcm', keys.encryption, nonce);
  const number = Buffer.of(newest);
  cipher.setAAD(number);
  const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([number, nonce, sealed]).toString('base64url');
};

/**
 * Reads the token of a tenant's link.
 *
 * @returns undefined unless it is, to the last bit, a token that {@link tokenOf} made for this tenant
 */
export const readToken = (
  { secrets }: KeyRing,
  tenantId: string,
  token: string,
): Subscription | undefined => {
  if (token.length > longestToken) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // The last character of base64url has bits that carry nothing: one spelling only.
  if (bytes.toString('base64url') !== token) return undefined;
  const [number = 0] = bytes;
  const secret = secrets.get(number);
  if (secret === undefined || bytes.length <= 1 + nonceBytes + tagBytes) return undefined;
  const keys = keysOf(secret, tenantId);
  const text = open(keys, bytes);
  if (text === undefined) return undefined;
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  if (!timingSafeEqual(nonceOf(keys, text), nonce)) return undefined;
  const [stream = '', address = ''] = text.toString('utf8').split(separator);
  return { tenantId, stream, address };
};

interface TokenKeys {
  readonly encryption: Uint8Array;
  readonly nonce: Uint8Array;
}

/**
 * Keys of one tenant, so that no token of one tenant is a token of another.
 *
 * @see RFC 5869
 */
const keysOf = (secret: Uint8Array, tenantId: string): TokenKeys => {
  const both = Buffer.from(
    hkdfSync('sha256', secret, '', `ses-pipeline unsubscribe 1 ${tenantId}`, 2 * keyBytes),
  );
  return { encryption: both.subarray(0, keyBytes), nonce: both.subarray(keyBytes) };
};

const nonceOf = ({ nonce }: TokenKeys, text: Uint8Array): Buffer =>
  createHmac('sha256', nonce).update(text).digest().subarray(0, nonceBytes);

const open = ({ encryption }: TokenKeys, bytes: Buffer): Buffer | undefined => {
  const nonceEnd = 1 + nonceBytes;
  const decipher = createDecipheriv('aes-256-gcm', encryption, bytes.subarray(1, nonceEnd), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(bytes.subarray(0, 1));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceEnd, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
};
