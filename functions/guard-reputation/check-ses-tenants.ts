import type { PausesOfTenant } from '../../shared/reputation/tenant-pauses.ts';
import { isFencePending } from '../../shared/ses-tenants/plan-fence.ts';
import { pausedBySes } from '../../shared/tenants/pauses.ts';
import { type HeedSesPorts, heedSes } from './heed-ses.ts';

/** Most SES tenants that one run asks SES about: SES answers one question a second. */
export const mostChecked = 20;

/** Most of them that are urgent. Of up to 2,880 others each is asked about once a day. */
export const mostUrgent = 10;

/** How old what SES said of an SES tenant that may send must be before it is asked again; ms. */
const checkedEveryMs = 3_600_000;

/** Time of a run that is left for other work; ms. */
const checkLeavesMs = 10_000;

/** Asks SES about these tenants, one after the other, as far as the time reaches. */
export const checkSesTenants = async (
  ports: HeedSesPorts,
  due: readonly PausesOfTenant[],
  remainingMs: () => number,
  attempt: (what: string, work: () => Promise<void>) => Promise<void>,
  leavesMs = checkLeavesMs,
): Promise<void> => {
  for (const tenant of due) {
    if (remainingMs() < leavesMs) return;
    await attempt(`${tenant.tenantId} at SES`, async () => {
      // Noted first, so that one that fails each time does not keep the others waiting.
      await ports.marks.noteCheck(tenant.tenantId, ports.clock.now());
      await heedSes(ports, tenant);
    });
  }
};

/**
 * Tenants to ask SES about without delay, those asked about longest ago first: what SES holds, and
 * what we have paused or resumed and SES has not been told.
 */
export const urgentForCheck = (known: readonly PausesOfTenant[]): readonly PausesOfTenant[] =>
  askable(known).filter(isUrgent).slice(0, mostUrgent);

/**
 * Tenants to ask SES about, those asked about longest ago first: all hourly. Events about them are
 * best effort, so that none is relied on.
 */
export const dueForCheck = (
  known: readonly PausesOfTenant[],
  nowMs: number,
  everyMs = checkedEveryMs,
): readonly PausesOfTenant[] =>
  askable(known)
    .filter(({ ses }) => ses !== undefined && ses.checkedAtMs + everyMs <= nowMs)
    .slice(0, mostChecked - mostUrgent);

/** Whether SES has to be asked about a tenant at all. */
export const isAtSes = ({ ses, pauses, unreadable }: PausesOfTenant): boolean =>
  unreadable === undefined &&
  (pauses.has(pausedBySes) || (ses !== undefined && ses.reached.kind !== 'keys'));

const askable = (known: readonly PausesOfTenant[]): readonly PausesOfTenant[] =>
  known.filter(isAtSes).toSorted((one, other) => checkedAtMs(one) - checkedAtMs(other));

const isUrgent = ({ pauses, resumes, ses }: PausesOfTenant): boolean =>
  pauses.has(pausedBySes) || (ses !== undefined && isFencePending({ pauses, resumes, ...ses }));

const checkedAtMs = ({ ses }: PausesOfTenant): number => ses?.checkedAtMs ?? 0;
