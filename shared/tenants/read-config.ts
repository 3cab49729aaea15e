import type { CommunicationConfig } from './communication-config.ts';
import type { TenantBook, TenantCredentials } from './ports.ts';
import { toConfig } from './tenant-config.ts';

/** The configuration document of a tenant as it stands, without any secret. */
export const readConfig = async (
  {
    tenants,
    credentials,
    region,
  }: {
    readonly tenants: Pick<TenantBook, 'read'>;
    readonly credentials: Pick<TenantCredentials, 'read'>;
    readonly region: string;
  },
  tenantId: string,
): Promise<CommunicationConfig> => {
  const [state, keys] = await Promise.all([tenants.read(tenantId), credentials.read(tenantId)]);
  return toConfig(state, region, keys?.credentials);
};
