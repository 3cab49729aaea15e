import type { Streams } from '../email/streams.ts';
import type { ListHeld, ReleaseHeld } from '../held/ports.ts';
import { isWholeScope, type Pauses, pauseOf, withPausesOfAll } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import type { PausesOfTenant, TenantPauses } from './tenant-pauses.ts';

export interface ReleaseResumedPorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly tenants: Pick<TenantPauses, 'markReleased'>;
  readonly listHeld: ListHeld;
  /** Releases mail held under a pause, and no other held mail. */
  readonly releaseHeld: ReleaseHeld;
}

/**
 * Time after a resume until which a sender may still hold mail under the old pause; ms. It exceeds
 * a sender's run.
 */
const heldUntilMs = 10 * 60_000;

/**
 * Releases mail held under pauses that have ended, unless another pause covers it.
 *
 * A sender may hold a mail while the pause is being lifted, and the process that lifted it may have
 * died before releasing the mail. So each run releases again until the resume is older than a
 * sender's run, and only then marks it as done. A tenant whose mail cannot be released does not
 * delay the others.
 *
 * @returns number of messages released
 * @throws the first failure, after all others have been released
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
    for (const concernedId of await tenantsConcerned(tenantId, ports.listHeld)) {
      try {
        released += await releaseScope(known, concernedId, scope, ports);
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

/**
 * Releases a tenant's held mail of a scope, except streams that another pause still covers.
 *
 * @returns number of messages released
 */
export const releaseScope = async (
  known: readonly PausesOfTenant[],
  tenantId: string,
  scope: string,
  { streams, releaseHeld }: Pick<ReleaseResumedPorts, 'streams' | 'releaseHeld'>,
): Promise<number> => {
  const pauses = pausesOn(known, tenantId);
  let released = 0;
  for (const stream of streams.keys())
    if ((isWholeScope(scope) || scope === stream) && pauseOf(pauses, stream) === undefined)
      released += await releaseHeld({ tenantId, stream });
  return released;
};

/** The pauses that apply to a tenant's mail. */
export const pausesOn = (known: readonly PausesOfTenant[], tenantId: string): Pauses => {
  const find = (id: string) => known.find((tenant) => tenant.tenantId === id);
  const own = find(tenantId);
  const pauses = Object.fromEntries(own?.pauses ?? []);
  return own?.hasOwnAccount === true
    ? pauses
    : withPausesOfAll(
        pauses,
        Object.fromEntries(find(everyTenant)?.pauses ?? []),
        own?.ses !== undefined,
      );
};

/** Tenants whose mail a resume of this tenant id concerns. */
export const tenantsConcerned = async (
  tenantId: string,
  listHeld: ListHeld,
): Promise<readonly string[]> => {
  if (tenantId !== everyTenant) return [tenantId];
  const ids = new Set<string>();
  for await (const mail of listHeld({})) ids.add(mail.tenantId);
  return [...ids];
};
