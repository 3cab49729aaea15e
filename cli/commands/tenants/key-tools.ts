import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { accountOfKeyAt } from '../../../shared/aws/tenants/account-of-key.ts';
import { tenantCredentials } from '../../../shared/aws/tenants/tenant-credentials.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import type { Pipeline } from '../../program.ts';
import type { KeyIo } from './key.ts';

/** Tools of the commands on tenants' keys. */
export const openKeyTools = ({
  target,
  clients,
  clock,
}: Pipeline): Pick<KeyIo, 'credentials' | 'findAccount' | 'stsAddress'> => {
  const keys = secretKeys(target.secretsKey, target.connection.region);
  return {
    credentials: tenantCredentials(
      clients.documents,
      target.tables.tenants,
      secretBox(keys),
      clock.now,
    ),
    findAccount: accountOfKeyAt(target.stsEndpoint),
    stsAddress: target.stsEndpoint && `${new URL(target.stsEndpoint).host} (.local/endpoints.json)`,
  };
};
