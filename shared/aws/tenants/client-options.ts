import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { systemClock } from '../../system/clock.ts';
import type { SigningKey } from '../../tenants/keys-in-use.ts';
import type { TenantSendingAccount } from '../../tenants/sending-account.ts';

const roleSessionName = 'ses-pipeline';
/** How long a client keeps a secret; ms. */
const asksAgainAfterMs = 5 * 60_000;

/**
 * SDK client options for the account that a tenant brings.
 *
 * @param key - signs the requests, where the tenant gave keys and no role
 */
export const clientOptionsFor = (
  { region, endpoint, roleArn, externalId }: TenantSendingAccount,
  key?: SigningKey,
) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(key === undefined ? {} : { credentials: credentialsOf(key) }),
  ...(roleArn === undefined
    ? {}
    : {
        credentials: fromTemporaryCredentials({
          params: {
            RoleArn: roleArn,
            RoleSessionName: roleSessionName,
            ...(externalId === undefined ? {} : { ExternalId: externalId }),
          },
        }),
      }),
});

/**
 * Asks for the secret again after a while, as for credentials that end: the SDK does so five minutes
 * before that.
 */
const credentialsOf =
  ({ accessKeyId, openSecret }: SigningKey) =>
  async () => ({
    accessKeyId,
    secretAccessKey: await openSecret(),
    expiration: new Date(systemClock.now() + asksAgainAfterMs + 5 * 60_000),
  });
