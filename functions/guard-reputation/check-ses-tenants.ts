import type { PausesOfTenant } from '../../shared/reputation/tenant-pauses.ts';
import { pausedBySes } from '../../shared/tenants/pauses.ts';
import { type HeedSesPorts, heedSes } from './heed-ses.ts';

/**
 * Most SES tenants that one run asks SES about: SES answers one question a second. Of up to 5,760
 * tenants each is asked about once a day.
 */
export const mostChecked = 20;

/** How old what SES said of an SES tenant that may send must be before it is asked again; ms. */
const checkedEveryMs = 3_600_000;

/** The rest of the run is not begun with less time than this; ms. */
const checkTakesMs = 10_000;

/** Asks SES about these tenants, one after the other, as far as the time reaches. */
export const checkSesTenants = async (
  ports: HeedSesPorts,
  due: readonly PausesOfTenant[],
  remainingMs: () => number,
  attempt: (what: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> => {
  for (const tenant of due) {
    if (remainingMs() < checkTakesMs) return;
    await attempt(`${tenant.tenantId} at SES`, async () => {
      // Noted first, so that one that fails each time does not keep the others waiting.
      await ports.marks.noteCheck(tenant.tenantId, ports.clock.now());
      await heedSes(ports, tenant);
    });
  }
};

/**
 * Tenants to ask SES about, those asked about longest ago first: what SES holds up each time, all
 * others hourly. Events about them are best effort, so that none is relied on.
 */
export const dueForCheck = (
  known: readonly PausesOfTenant[],
  nowMs: number,
  everyMs = checkedEveryMs,
): readonly PausesOfTenant[] =>
  known
    .filter(({ unreadable }) => unreadable === undefined)
    .filter(({ ses, pauses }) => {
      if (pauses.has(pausedBySes)) return true;
      return ses !== undefined && ses.reached.kind !== 'keys' && ses.checkedAtMs + everyMs <= nowMs;
    })
    .toSorted((one, other) => checkedAtMs(one) - checkedAtMs(other))
    .slice(0, mostChecked);

const checkedAtMs = ({ ses }: PausesOfTenant): number => ses?.checkedAtMs ?? 0;
