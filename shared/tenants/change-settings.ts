import { switchedOff } from './pauses.ts';
import type { SwitchPauses, TenantBook, TenantState } from './ports.ts';

/** Attempts to write while others change the same tenant. */
const attempts = 3;

/**
 * Reads a tenant's settings, and writes what the change makes of them unless somebody else has
 * changed them since; then once more from the start.
 *
 * @param known - the tenant, where it has just been read
 * @returns the tenant as it was read, with the new settings; undefined when others kept changing it
 */
export const changeSettings = async (
  tenants: TenantBook,
  tenantId: string,
  change: (before: TenantState) => Pick<TenantState, 'settings' | 'provider'>,
  known?: TenantState,
): Promise<TenantState | undefined> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const isKnown = attempt === 0 && known !== undefined;
    const before = isKnown ? known : await tenants.read(tenantId);
    const after = change(before);
    if (await tenants.write(tenantId, before, after)) return { ...before, ...after };
  }
  return undefined;
};

/**
 * Switches a tenant off or on. Its mail is held while it is off, and goes out within five minutes
 * after it is on again.
 *
 * @param before - the tenant as it was read
 */
export const switchTenant = async (
  { pauses, now }: { readonly pauses: SwitchPauses; readonly now: () => number },
  tenantId: string,
  isEnabled: boolean,
  before: TenantState,
): Promise<void> => {
  const isOff = before.pauses[switchedOff] !== undefined;
  const word = { by: 'operator', since: now(), why: 'its settings say so' } as const;
  if (!isEnabled && !isOff) await pauses.pause(tenantId, switchedOff, word);
  if (isEnabled && isOff) await pauses.resume(tenantId, switchedOff, { ...word, released: false });
};
