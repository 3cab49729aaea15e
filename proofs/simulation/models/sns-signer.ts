import { generateKeyPairSync, sign } from 'node:crypto';
import { signedText } from '../../../functions/receive-webhook/signature.ts';
import type { SigningCertificate } from '../../../functions/receive-webhook/signing-certificate.ts';

/** A notification posted by SNS. */
export interface Posted {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: '2';
  readonly Signature: string;
  readonly SigningCertURL: string;
}

const SigningCertURL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

/** SNS's key pair, one per process; it is in no journal. */
let keys: ReturnType<typeof makeKeys> | undefined;
const makeKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const snsKeys = () => (keys ??= makeKeys());

/** The certificate that SNS publishes. */
export const snsCertificate = (): SigningCertificate => ({
  names: ['sns.amazonaws.com'],
  validFromMs: 0,
  validToMs: Number.MAX_SAFE_INTEGER,
  isAuthority: false,
  publicKey: snsKeys().publicKey,
});

/** A notification that SNS has not signed. */
export const unsigned = (topic: string, id: string, text: string, atMs: number): Posted => ({
  Type: 'Notification',
  MessageId: id,
  TopicArn: topic,
  Message: text,
  Timestamp: new Date(Math.floor(atMs)).toISOString(),
  SignatureVersion: '2',
  Signature: Buffer.alloc(256, id).toString('base64'),
  SigningCertURL,
});

/** Signs a notification, as SNS does with everything published on a topic. */
export const signed = (posted: Posted): Posted => ({
  ...posted,
  Signature: sign('RSA-SHA256', Buffer.from(signedText(posted)), snsKeys().privateKey).toString(
    'base64',
  ),
});
