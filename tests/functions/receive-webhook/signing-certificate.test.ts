import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isGoodFor,
  NotACertificate,
  readCertificate,
} from '../../../functions/receive-webhook/signing-certificate.ts';
import {
  type CertificateOptions,
  rsaKeyPair,
  selfSignedCertificate,
} from '../../support/self-signed-certificate.ts';

const { privateKey } = rsaKeyPair();
const validFromMs = Date.UTC(2026, 1, 1);
const validToMs = Date.UTC(2026, 2, 31);
const within = Date.UTC(2026, 2, 1);
const certificate = (options: CertificateOptions = {}) =>
  readCertificate(selfSignedCertificate(privateKey, { validFromMs, validToMs, ...options }));

describe('signing certificate', () => {
  it('is good from the first second of its validity to the last', () => {
    const times = [validFromMs - 1, validFromMs, within, validToMs, validToMs + 1];

    expect(times.map((atMs) => isGoodFor(certificate(), atMs))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    'sns.amazonaws.com',
    'sns.eu-west-1.amazonaws.com',
    'sns-signing.af-south-1.amazonaws.com',
    'sns-us-gov-west-1.amazonaws.com',
    'sns-cn-north-1.amazonaws.com.cn',
  ])('is good when made out to %s, as a common name or an alternative one', (name) => {
    expect(isGoodFor(certificate({ commonName: name, alternativeNames: [] }), within)).toBe(true);
    expect(
      isGoodFor(
        certificate({ commonName: 'other', alternativeNames: ['other.example', name] }),
        within,
      ),
    ).toBe(true);
  });

  it.each([
    'evil.example',
    '*.amazonaws.com',
    's3.amazonaws.com',
    'sns.amazonaws.com.evil.example',
    'evil-sns.amazonaws.com',
    'snsevil.amazonaws.com',
    'sns.amazonaws.org',
    'bucket.sns.amazonaws.com',
    'sns.a.b.amazonaws.com',
  ])('is not good when made out to %s', (name) => {
    expect(isGoodFor(certificate({ commonName: name, alternativeNames: [] }), within)).toBe(false);
    expect(isGoodFor(certificate({ commonName: name, alternativeNames: [name] }), within)).toBe(
      false,
    );
  });

  it('goes by the alternative names where there are some, as browsers do', () => {
    expect(
      isGoodFor(
        certificate({ commonName: 'sns.amazonaws.com', alternativeNames: ['evil.example'] }),
        within,
      ),
    ).toBe(false);
  });

  it('is not good when it is an authority, has a short key, or none for RSA', () => {
    const short = selfSignedCertificate(rsaKeyPair(1024).privateKey, { validFromMs, validToMs });
    const elliptic = selfSignedCertificate(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      { validFromMs, validToMs },
    );

    expect(isGoodFor(certificate({ isAuthority: true }), within)).toBe(false);
    expect(isGoodFor(readCertificate(short), within)).toBe(false);
    expect(isGoodFor(readCertificate(elliptic), within)).toBe(false);
  });

  it.each([
    '',
    'text',
    '<Error><Code>AccessDenied</Code></Error>',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  ])('%j is none', (pem) => {
    expect(() => readCertificate(pem)).toThrow(NotACertificate);
  });

  it('whatever is read in its place is a certificate or an error of this name', () => {
    const pem = selfSignedCertificate(privateKey);
    fc.assert(
      fc.property(
        fc.nat({ max: pem.length }),
        fc.string({ maxLength: 3 }),
        fc.nat({ max: 9 }),
        (at, inserted, removed) => {
          try {
            readCertificate(pem.slice(0, at) + inserted + pem.slice(at + removed));
          } catch (error) {
            expect(error).toBeInstanceOf(NotACertificate);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
