import { createHmac } from 'node:crypto';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import type { HashAddress } from '../../pipeline-events/event-fact.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { readOrMakeKey } from './key-file.ts';

const fileScheme = 'file:';

/** What the key of the deployment authenticates; the result is the key of the addresses. */
const purpose = 'ses-pipeline addresses v1';

/** Time limits of the one request to KMS; ms. Events wait for it. */
const requestLimits = {
  connectionTimeout: 1_000,
  requestTimeout: 1_000,
  throwOnRequestTimeout: true,
} as const;

/**
 * Hashes addresses: HMAC-SHA-256 under a key that is itself the HMAC of a fixed text under the key of
 * the deployment. So KMS is asked once per container, and whoever may use its key can compute the
 * same hashes.
 *
 * @param name - value of `ADDRESS_KEY`: ARN of an HMAC key of KMS, or `file:/path` of a key file
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export const addressHasher = (name: string): (() => Promise<HashAddress>) => {
  let known: HashAddress | undefined;
  return async () => {
    known ??= hashWith(await keyOf(name));
    return known;
  };
};

/** Canonical addresses are in lower case; the call is for those who compare. */
const hashWith =
  (key: Uint8Array): HashAddress =>
  (address) =>
    createHmac('sha256', key).update(address.toLowerCase()).digest('hex');

const keyOf = async (name: string): Promise<Uint8Array> => {
  if (name.startsWith(fileScheme)) {
    const key = await readOrMakeKey(name.slice(fileScheme.length));
    return createHmac('sha256', key).update(purpose).digest();
  }
  const client = withoutLogger(new KMSClient({ requestHandler: requestLimits, maxAttempts: 1 }));
  const { Mac } = await client.send(
    new GenerateMacCommand({
      KeyId: name,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from(purpose),
    }),
  );
  if (Mac === undefined) throw new Error('KMS gave no MAC.');
  return Mac;
};
