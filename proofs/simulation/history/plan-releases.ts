import type { ReleaseHeld } from '../../../shared/held/ports.ts';
import { releaserOf } from '../pipeline/releaser.ts';
import type { World } from '../pipeline/world.ts';
import { dayMs, type Scenario, type TenantPause } from '../scenario/scenario.ts';
import { tenants } from '../tenants.ts';

/** Releases of held mail. */
export interface Releases {
  /** Number of releases under way. */
  readonly underWay: () => number;
}

const everyMs = dayMs / 8;

/** An operator pauses and resumes tenants, and releases all held mail sooner or later. */
export const planReleases = (world: World, scenario: Scenario): Releases => {
  const { timeline, held, pauses } = world;
  let underWay = 0;
  const releaseAll = async (release: ReleaseHeld): Promise<void> => {
    underWay += 1;
    for (const tenantId of tenants) if (!pauses.has(tenantId)) await release({ tenantId });
    underWay -= 1;
  };
  const byPerson = releaserOf(world, 'person');
  const byEndOfPause = releaserOf(world, 'end of a pause');
  const releaseNowAndThen = (): void => {
    if (held.size > 0) void releaseAll(byPerson);
    timeline.at(timeline.now() + everyMs, releaseNowAndThen);
  };
  timeline.at(scenario.startMs + everyMs, releaseNowAndThen);
  for (const pause of scenario.pauses) planPause(world, pause, () => void releaseAll(byEndOfPause));
  return { underWay: () => underWay };
};

/** Pauses a tenant, resumes it, and then releases its mail. */
const planPause = (
  { timeline, journal, pauses, audits }: World,
  { tenantId, atMs, untilMs }: TenantPause,
  release: () => void,
): void => {
  timeline.at(atMs, () => {
    journal.note(undefined, `an operator pauses ${tenantId}`);
    pauses.set(tenantId, { '*': { by: 'operator', since: timeline.now(), why: 'complaints' } });
    audits.mail.pause(tenantId);
  });
  timeline.at(untilMs, () => {
    journal.note(undefined, `an operator resumes ${tenantId}`);
    pauses.delete(tenantId);
    audits.mail.resume(tenantId);
    release();
  });
};
