import { streams } from '../email/streams.ts';
import { type Pauses, pauseOf, wholeTenant } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import type { PausesOfTenant, TenantPauses } from './tenant-pauses.ts';

/** Held mail of a tenant's stream goes on its queue again; resolves to how much it was. */
export type ReleaseStream = (tenantId: string, stream: string) => Promise<number>;

export interface ReleaseResumedPorts {
  readonly tenants: Pick<TenantPauses, 'markReleased'>;
  readonly releaseStream: ReleaseStream;
  /** Tenants that have held mail. */
  readonly tenantsWithHeldMail: () => Promise<readonly string[]>;
}

/** By then every sender that knew the pause has held what it was about to hold, whatever it had read before. */
const heldUntilMs = 10 * 60_000;

const pausesOf = (known: readonly PausesOfTenant[], tenantId: string): Pauses =>
  Object.fromEntries(known.find((tenant) => tenant.tenantId === tenantId)?.pauses ?? []);

/**
 * Releases what was held under pauses that are over, and is not held under another.
 *
 * A sender may hold a mail while the pause is being lifted, and whoever lifted it may have died before the mail was released. So it is
 * done again at each run until the resume is older than a sender lives, and only then noted as done.
 *
 * @returns messages released
 */
export const releaseResumed = async (known: readonly PausesOfTenant[], nowMs: number, ports: ReleaseResumedPorts): Promise<number> => {
  let released = 0;

  const releaseScope = async (tenantId: string, scope: string): Promise<void> => {
    const pauses = { ...pausesOf(known, tenantId), ...pausesOf(known, everyTenant) };
    for (const stream of streams)
      if ((scope === wholeTenant || scope === stream) && pauseOf(pauses, stream) === undefined)
        released += await ports.releaseStream(tenantId, stream);
  };

  const open = known.flatMap(({ tenantId, resumes }) =>
    [...resumes].flatMap(([scope, resume]) => (resume.released ? [] : [{ tenantId, scope, resume }])),
  );
  for (const { tenantId, scope, resume } of open) {
    const concerned = tenantId === everyTenant ? await ports.tenantsWithHeldMail() : [tenantId];
    for (const each of concerned) await releaseScope(each, scope);
    if (nowMs >= resume.since + heldUntilMs) await ports.tenants.markReleased(tenantId, scope, resume);
  }
  return released;
};
