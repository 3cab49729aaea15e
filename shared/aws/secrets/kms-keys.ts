import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { KeyWrapper, SecretContext } from '../../secrets/ports.ts';
import { SecretFailure, type SecretFailureKind } from '../../secrets/secret-failure.ts';
import { failureOf } from '../ses/request-stage.ts';

/**
 * Data keys of a KMS key. The context goes along as KMS's encryption context: KMS unwraps under no
 * other, and CloudTrail shows for whom a key was unwrapped.
 *
 * @param client - made when the first secret needs it
 * @param keyId - ARN of the key, or its alias
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
export const kmsKeys = (client: () => KMSClient, keyId: string): KeyWrapper => ({
  create: async (context) => {
    const { Plaintext, CiphertextBlob } = await client()
      .send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: encryptionContext(context),
        }),
      )
      .catch(fail);
    if (Plaintext === undefined || CiphertextBlob === undefined)
      throw new SecretFailure('unreachable', 'EmptyAnswer');
    return { plain: Plaintext, wrapped: CiphertextBlob };
  },
  unwrap: async (wrapped, context) => {
    const { Plaintext } = await client()
      .send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: wrapped,
          EncryptionContext: encryptionContext(context),
        }),
      )
      .catch(fail);
    if (Plaintext === undefined) throw new SecretFailure('unreachable', 'EmptyAnswer');
    return Plaintext;
  },
});

const encryptionContext = ({ tenant, purpose }: SecretContext): Record<string, string> => ({
  tenant,
  purpose,
});

const fail = (error: unknown): never => {
  const { name, status } = failureOf(error);
  throw new SecretFailure(kindOf(name, status), name);
};

/** Another key wrapped it, for another context, or it was changed. */
const unreadable: readonly string[] = ['InvalidCiphertextException', 'IncorrectKeyException'];

/** What passes by itself although KMS answers with a status of 400. */
const passing = /Throttling|TooManyRequests|LimitExceeded/;

/**
 * Whatever else KMS answers with a 4xx is permanent: no such key, no permission, key disabled or
 * about to be deleted.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
 */
const kindOf = (name: string, status: number | undefined): SecretFailureKind => {
  if (unreadable.includes(name)) return 'unreadable';
  // There are no credentials of our own: KMS was not asked.
  if (name === 'CredentialsProviderError') return 'key-refused';
  const isAnswered = status !== undefined && status >= 400 && status < 500;
  return isAnswered && !passing.test(name) ? 'key-refused' : 'unreachable';
};
