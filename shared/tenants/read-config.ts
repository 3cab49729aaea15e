import type { CommunicationConfig } from './communication-config.ts';
import type { TenantBook } from './ports.ts';
import { toConfig } from './tenant-config.ts';

/** The configuration document of a tenant as it stands, without any secret. */
export const readConfig = async (
  {
    tenants,
    region,
  }: {
    readonly tenants: Pick<TenantBook, 'read'>;
    readonly region: string;
  },
  tenantId: string,
): Promise<CommunicationConfig> => toConfig(await tenants.read(tenantId), region);
