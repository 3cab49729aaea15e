import { type KeyObject, X509Certificate } from 'node:crypto';

/** The parts of a certificate that are checked. Times are epoch ms. */
export interface SigningCertificate {
  /** Host names that the certificate was issued for. */
  readonly names: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  /** True when it may sign other certificates (a CA). */
  readonly isAuthority: boolean;
  readonly publicKey: KeyObject;
}

/** The fetched text is not a certificate. */
export class NotACertificate extends Error {
  override readonly name = 'NotACertificate';
}

const namesOf = (certificate: X509Certificate): readonly string[] => {
  const alternatives = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map(
    ([, name]) => name ?? '',
  );
  if (alternatives.length > 0) return alternatives;
  return [...certificate.subject.matchAll(/^CN=(.+)$/gm)].map(([, name]) => name ?? '');
};

/**
 * Parses a certificate; the first one when the text holds several.
 *
 * @param pem - PEM text
 * @throws NotACertificate
 */
export const readCertificate = (pem: string): SigningCertificate => {
  try {
    const certificate = new X509Certificate(pem);
    return {
      names: namesOf(certificate),
      validFromMs: Date.parse(certificate.validFrom),
      validToMs: Date.parse(certificate.validTo),
      isAuthority: certificate.ca,
      publicKey: certificate.publicKey,
    };
  } catch (cause) {
    throw new NotACertificate('What SNS answered is no certificate.', { cause });
  }
};

/**
 * Host names that SNS's signing certificates are issued for: `sns.amazonaws.com` in most regions,
 * `sns-signing.<region>.amazonaws.com` in opt-in regions, `sns-<region>.amazonaws.com(.cn)` in
 * GovCloud and China.
 */
const nameOfSns = /^sns(?:-signing)?(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;

/** Minimum length of an RSA key; bits. SNS uses 2048. */
const shortestKey = 2048;

/**
 * Whether SNS can have signed with this certificate at a given time: it is issued for SNS, was
 * valid then, is no CA, and has an RSA key of at least 2048 bits.
 *
 * The certificate's chain to a root is not verified, because SNS publishes the leaf alone and the
 * intermediates change. It is known to be SNS's own because it was fetched from SNS's host over
 * TLS, whose chain Node does verify.
 *
 * @param signedAtMs - the message's time; epoch ms. A late message is valid when its certificate
 * was valid at that time
 */
export const isGoodFor = (certificate: SigningCertificate, signedAtMs: number): boolean => {
  const { names, validFromMs, validToMs, isAuthority, publicKey } = certificate;
  return (
    names.some((name) => nameOfSns.test(name)) &&
    validFromMs <= signedAtMs &&
    signedAtMs <= validToMs &&
    !isAuthority &&
    publicKey.asymmetricKeyType === 'rsa' &&
    (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= shortestKey
  );
};
