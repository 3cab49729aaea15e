import { createPublicKey } from 'node:crypto';

export type DkimKeyReading =
  | { readonly kind: 'key'; readonly type: string; readonly bits: number | undefined }
  /** An empty `p=`: signatures with this key fail (RFC 6376 section 3.6.1). */
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unreadable' };

/**
 * Reads the public key in the TXT record of a DKIM selector.
 *
 * @see RFC 6376 section 3.6.1
 */
export const readDkimKey = (text: string): DkimKeyReading => {
  const tags = new Map(text.split(';').map(tagOf));
  const key = tags.get('p');
  if (key === undefined || (tags.get('v') ?? 'DKIM1') !== 'DKIM1') return { kind: 'unreadable' };
  if (key === '') return { kind: 'revoked' };
  const type = tags.get('k') ?? 'rsa';
  if (type !== 'rsa') return { kind: 'key', type, bits: undefined };
  try {
    const der = Buffer.from(key, 'base64');
    const details = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return { kind: 'key', type, bits: details.asymmetricKeyDetails?.modulusLength };
  } catch {
    return { kind: 'unreadable' };
  }
};

const tagOf = (part: string): readonly [string, string] => {
  const [name = '', ...values] = part.split('=');
  // The key is wrapped where the zone file needs it; base64 itself may end in `=`.
  return [name.trim(), values.join('=').replace(/\s+/g, '')];
};
