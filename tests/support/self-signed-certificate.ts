import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Distinguished encoding (X.690): tag, length, content. */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);
const yes = der(0x01, Buffer.from([0xff]));
const time = (atMs: number): Buffer =>
  der(0x18, Buffer.from(new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, '')));

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (value: number): readonly number[] =>
    [21, 14, 7]
      .flatMap((shift) => (value >> shift > 0 ? [0x80 | ((value >> shift) & 0x7f)] : []))
      .concat(value & 0x7f);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
};

const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));

export interface CertificateOptions {
  readonly commonName?: string;
  /** DNS names; none leaves the extension out. */
  readonly alternativeNames?: readonly string[];
  readonly validFromMs?: number;
  readonly validToMs?: number;
  readonly isAuthority?: boolean;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const rsaKeyPair = (modulusLength = 2048): KeyPair =>
  generateKeyPairSync('rsa', { modulusLength });

/**
 * A certificate (X.509 v3, RFC 5280) that signs itself, as PEM: what SNS would publish, for keys
 * that a test has made.
 *
 * @param subject - the private key that signs; its public half is in the certificate unless another
 * is given
 */
export const selfSignedCertificate = (
  privateKey: KeyObject,
  options: CertificateOptions = {},
  publicKey?: KeyObject,
): string => {
  const {
    commonName: name = 'sns.amazonaws.com',
    alternativeNames = [name],
    isAuthority = false,
  } = options;
  const { validFromMs = Date.UTC(2026, 0, 1), validToMs = Date.UTC(2026, 11, 31) } = options;
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa
    ? sequence(oid('1.2.840.113549.1.1.11'), der(0x05))
    : sequence(oid('1.2.840.10045.4.3.2'));
  const names = sequence(...alternativeNames.map((dns) => der(0x82, Buffer.from(dns))));
  const extensions = sequence(
    ...(alternativeNames.length === 0 ? [] : [sequence(oid('2.5.29.17'), octets(names))]),
    ...(isAuthority ? [sequence(oid('2.5.29.19'), yes, octets(sequence(yes)))] : []),
  );
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    commonName(name),
    sequence(time(validFromMs), time(validToMs)),
    commonName(name),
    (publicKey ?? createPublicKey(privateKey)).export({ type: 'spki', format: 'der' }),
    ...(alternativeNames.length > 0 || isAuthority ? [der(0xa3, extensions)] : []),
  );
  const certificate = sequence(toBeSigned, algorithm, bits(sign('sha256', toBeSigned, privateKey)));
  return `-----BEGIN CERTIFICATE-----\n${(certificate.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
};
