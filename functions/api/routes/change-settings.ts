import { switchedOff } from '../../../shared/tenants/pauses.ts';
import type { TenantState } from '../../../shared/tenants/ports.ts';
import type { ConfigWish } from '../../../shared/tenants/tenant-config.ts';
import { conflict, type Problem } from '../http/problem.ts';
import type { ApiPorts } from '../ports.ts';

/** Times that a change is tried while others change the same tenant. */
const attempts = 3;

/**
 * Reads a tenant's settings, and writes what the change makes of them unless somebody else has
 * changed them since; then once more from the start.
 */
export const changeSettings = async (
  { tenants }: Pick<ApiPorts, 'tenants'>,
  tenantId: string,
  change: (before: TenantState) => Pick<TenantState, 'settings' | 'provider'>,
): Promise<TenantState | Problem> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await tenants.read(tenantId);
    const after = change(before);
    if (await tenants.write(tenantId, before, after)) return { ...before, ...after };
  }
  return conflict('Others change the settings of this tenant right now; send it again.');
};

/**
 * Switches a tenant off or on. Its mail is held while it is off, and goes out within five minutes
 * after it is on again.
 */
export const switchTenant = async (
  { pauses, now }: Pick<ApiPorts, 'pauses' | 'now'>,
  tenantId: string,
  { isEnabled }: Pick<ConfigWish, 'isEnabled'>,
  before: TenantState,
): Promise<void> => {
  const isOff = before.pauses[switchedOff] !== undefined;
  const word = { by: 'operator', since: now(), why: 'its settings say so' } as const;
  if (!isEnabled && !isOff) await pauses.pause(tenantId, switchedOff, word);
  if (isEnabled && isOff) await pauses.resume(tenantId, switchedOff, { ...word, released: false });
};
