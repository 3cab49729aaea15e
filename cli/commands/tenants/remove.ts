import type { RemoveTenant } from '../../../shared/tenants/ports.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { isTenantId } from './tenant-id.ts';

export interface RemoveOptions {
  readonly why: string;
  readonly json?: boolean;
}

export interface RemoveIo extends CommandIo {
  readonly removeTenant: RemoveTenant;
  readonly now: () => number;
}

/**
 * `ses-pipeline tenants remove TENANT`: removes what is set of a tenant, and pauses its mail.
 *
 * @returns 0; 1 when others keep changing it; 2 when the tenant cannot be one, or --why is missing
 */
export const remove = async (
  tenantId: string,
  { why, json = false }: RemoveOptions,
  io: RemoveIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  if (why.trim() === '' || why.includes('@')) {
    io.printError('Say why (--why), without an address: it appears in logs.');
    return exitCodes.usage;
  }
  if (!(await io.removeTenant(tenantId, { by: 'operator', since: io.now(), why }))) {
    io.printError('Others keep changing this tenant. Look at it, then try again.');
    return exitCodes.failed;
  }
  io.print(
    json
      ? JSON.stringify({ tenantId, removed: true })
      : `${tenantId}  removed; its mail is held from now on (held list --tenant ${tenantId}), its suppressions stay`,
  );
  return exitCodes.fine;
};
