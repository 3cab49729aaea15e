import { KMSClient } from '@aws-sdk/client-kms';
import type { KeyWrapper } from '../../secrets/ports.ts';
import { noKeys } from '../../secrets/secret-box.ts';
import { requestLimits } from '../clients/request-limits.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { keyFile } from './key-file.ts';
import { kmsKeys } from './kms-keys.ts';

const fileScheme = 'file:';

/**
 * The key that a deployment wraps the data keys of its secrets with.
 *
 * @param name - value of `SECRETS_KEY`: ARN or alias of a KMS key, `file:/path` of a key file, or
 * empty where there is none
 * @param region - of the KMS key, where the environment does not say
 */
export const secretKeys = (name: string, region?: string): KeyWrapper => {
  if (name === '') return noKeys;
  if (name.startsWith(fileScheme)) return keyFile(name.slice(fileScheme.length));
  let client: KMSClient | undefined;
  return kmsKeys(() => {
    client ??= withoutLogger(
      new KMSClient({
        requestHandler: requestLimits,
        ...(region === undefined ? {} : { region }),
      }),
    );
    return client;
  }, name);
};
