import { streams } from '../email/streams.ts';
import type { ListHeld, ReleaseHeld } from '../held/ports.ts';
import { pauseOf, wholeTenant } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import type { PausesOfTenant, TenantPauses } from './tenant-pauses.ts';

export interface ReleaseResumedPorts {
  readonly tenants: Pick<TenantPauses, 'markReleased'>;
  readonly listHeld: ListHeld;
  /** Releases mail that was held under a pause, and no other. */
  readonly releaseHeld: ReleaseHeld;
}

/**
 * By then every sender that knew the pause has held what it was about to hold, whatever it had read
 * before.
 */
const heldUntilMs = 10 * 60_000;

/**
 * Releases a tenant's mail of a scope, but for the streams that are paused otherwise.
 *
 * @returns messages released
 */
export const releaseScope = async (
  known: readonly PausesOfTenant[],
  tenantId: string,
  scope: string,
  release: ReleaseHeld,
): Promise<number> => {
  const pausesOf = (id: string) => known.find((tenant) => tenant.tenantId === id)?.pauses ?? [];
  const hasOwnAccount =
    known.find((tenant) => tenant.tenantId === tenantId)?.hasOwnAccount ?? false;
  const pauses = Object.fromEntries([
    ...pausesOf(tenantId),
    ...(hasOwnAccount ? [] : pausesOf(everyTenant)),
  ]);
  let released = 0;
  for (const stream of streams)
    if ((scope === wholeTenant || scope === stream) && pauseOf(pauses, stream) === undefined)
      released += await release({ tenantId, stream });
  return released;
};

/** Whose mail a resume of this tenant id is about. */
export const tenantsConcerned = async (
  tenantId: string,
  listHeld: ListHeld,
): Promise<readonly string[]> => {
  if (tenantId !== everyTenant) return [tenantId];
  const ids = new Set<string>();
  for await (const mail of listHeld({})) ids.add(mail.tenantId);
  return [...ids];
};

/**
 * Releases what was held under pauses that are over, and is not held under another.
 *
 * A sender may hold a mail while the pause is being lifted, and whoever lifted it may have died
 * before the mail was released. So it is done again at each run until the resume is older than a
 * sender lives, and only then noted as done. A tenant whose mail cannot be released keeps nobody
 * else's back.
 *
 * @returns messages released
 * @throws what was wrong with the first mail that stays held, after all others
 */
export const releaseResumed = async (
  known: readonly PausesOfTenant[],
  nowMs: number,
  ports: ReleaseResumedPorts,
): Promise<number> => {
  let released = 0;
  const failures: unknown[] = [];
  const open = known.flatMap(({ tenantId, resumes }) =>
    [...resumes].flatMap(([scope, resume]) =>
      resume.released ? [] : [{ tenantId, scope, resume }],
    ),
  );
  for (const { tenantId, scope, resume } of open) {
    const failedBefore = failures.length;
    for (const each of await tenantsConcerned(tenantId, ports.listHeld)) {
      try {
        released += await releaseScope(known, each, scope, ports.releaseHeld);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length === failedBefore && nowMs >= resume.since + heldUntilMs)
      await ports.tenants.markReleased(tenantId, scope, resume);
  }
  if (failures.length > 0) throw failures[0];
  return released;
};
