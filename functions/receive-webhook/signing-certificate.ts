import { type KeyObject, X509Certificate } from 'node:crypto';

/** What is asked of a certificate; times are epoch milliseconds. */
export interface SigningCertificate {
  /** Hosts that it was made out to. */
  readonly names: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  /** Whether it may sign other certificates. */
  readonly isAuthority: boolean;
  readonly publicKey: KeyObject;
}

/** What was fetched is no certificate. */
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
 * Reads a certificate, the first where there are several.
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
 * Names that SNS has its signing certificates made out to: sns.amazonaws.com nearly everywhere; in
 * regions that have to be opted into sns-signing.<region>.amazonaws.com;
 * sns-<region>.amazonaws.com(.cn) in GovCloud and China.
 */
const nameOfSns = /^sns(?:-signing)?(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;

/** Bits; SNS has 2048. */
const shortestKey = 2048;

/**
 * Whether SNS may have signed with this certificate then: made out to SNS, valid at that time, no
 * authority, an RSA key of 2048 bits or more.
 *
 * The chain up to a root is not followed. SNS publishes the last certificate alone, and those
 * between it and the root change. That it is SNS's own is known from where it came: over TLS, whose
 * chain Node does follow, from SNS's own host.
 *
 * @param signedAtMs - the time of the message: one that comes late was signed while its certificate
 * was still valid
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
