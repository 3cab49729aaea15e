import {
  type RoleWish,
  roleWishSchema,
  type TenantRole,
  type TenantRoles,
} from '../../../shared/tenants/role.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { printDetails } from '../../terminal/details.ts';
import { isTenantId } from './tenant-id.ts';

export interface RoleIo extends CommandIo {
  readonly roles: TenantRoles;
}

export interface RoleOptions {
  readonly json?: boolean;
}

export interface SetRoleOptions extends RoleOptions {
  readonly roleArn: string;
  /** Region of SES in the account of the role. */
  readonly sesRegion: string;
}

/**
 * Sets the role with which a tenant's mail is sent.
 *
 * @returns exit code; 2 when the tenant, the role or the region cannot be one
 */
export const setRole = async (
  tenantId: string,
  { roleArn, sesRegion: region, json = false }: SetRoleOptions,
  io: RoleIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  const wish = readWish({ roleArn, region }, io);
  if (wish === undefined) return exitCodes.usage;
  print(tenantId, await io.roles.put(tenantId, wish), json, io);
  return exitCodes.fine;
};

/**
 * Shows a tenant's role.
 *
 * @returns exit code; 3 when it has none
 */
export const showRole = async (
  tenantId: string,
  { json = false }: RoleOptions,
  io: RoleIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  const role = await io.roles.read(tenantId);
  if (role === undefined) return hasNone(tenantId, io);
  print(tenantId, role, json, io);
  return exitCodes.fine;
};

/**
 * Forgets a tenant's role.
 *
 * @returns exit code; 3 when it has none
 */
export const removeRole = async (
  tenantId: string,
  { json = false }: RoleOptions,
  io: RoleIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  if (!(await io.roles.remove(tenantId))) return hasNone(tenantId, io);
  io.print(
    json
      ? JSON.stringify({ tenantId, removed: true })
      : `${tenantId}  removed; its mail goes through the account of the pipeline`,
  );
  return exitCodes.fine;
};

const readWish = (wish: RoleWish, io: CommandIo): RoleWish | undefined => {
  const read = roleWishSchema.safeParse(wish);
  for (const { path, message } of read.error?.issues ?? [])
    io.printError(`--${path[0] === 'roleArn' ? 'role-arn' : 'ses-region'}: ${message}`);
  return read.data;
};

const hasNone = (tenantId: string, io: CommandIo): number => {
  io.printError(`The tenant ${tenantId} has no role of its own.`);
  return exitCodes.wrong;
};

const print = (tenantId: string, role: TenantRole, json: boolean, io: CommandIo): void => {
  if (json) {
    io.print(JSON.stringify({ tenantId, role }));
    return;
  }
  printDetails(
    [{ text: tenantId }],
    [
      { label: 'account', text: role.account },
      { label: 'region', text: role.region },
      { label: 'role', text: role.roleArn },
      { label: 'external id', text: role.externalId ?? 'none; set the role again to get one' },
    ],
    io,
  );
};
