import * as z from 'zod/mini';
import type { PausesOfTenant } from '../../shared/reputation/tenant-pauses.ts';
import { accountName } from '../../shared/ses-tenants/reached-account.ts';
import { readTenantArns } from '../../shared/ses-tenants/tenant-arn.ts';
import { dueForCheck, urgentForCheck } from './check-ses-tenants.ts';
import { type HeedSesPorts, heedSes } from './heed-ses.ts';

const schema = z.looseObject({
  source: z.literal('aws.ses'),
  'detail-type': z.enum(['Sending Status Enabled', 'Sending Status Disabled']),
});

/**
 * Whether an event of EventBridge says that the status of an SES tenant has changed. What it says is
 * not used: such events are best effort and come in any order.
 */
export const isSendingStatusEvent = (event: unknown): boolean => schema.safeParse(event).success;

/**
 * Heeds SES for the tenants whose SES tenants the event names, at once.
 *
 * @param own - `<account id>#<region>` of the pipeline's own account
 */
export const heedEvent = async (
  ports: HeedSesPorts,
  event: unknown,
  own: string,
): Promise<void> => {
  const known = await ports.tenants.list();
  const concerned = tenantsIn(event, known, own, ports.clock.now());
  if (concerned.length === 0)
    ports.log('info', 'SES tells of the status of what is no SES tenant of ours.');
  for (const tenant of concerned)
    if (!(await heedSes(ports, tenant)))
      // The next scheduled run asks again.
      await ports.marks.noteCheck(tenant.tenantId, 0);
};

/** Where the event names no SES tenant, all that a run may ask about. */
const tenantsIn = (
  event: unknown,
  known: readonly PausesOfTenant[],
  own: string,
  nowMs: number,
): readonly PausesOfTenant[] => {
  const named = readTenantArns(JSON.stringify(event));
  if (named.length === 0)
    return [...new Set([...urgentForCheck(known), ...dueForCheck(known, nowMs, 0)])];
  return known.filter(
    ({ ses, unreadable }) =>
      ses !== undefined &&
      unreadable === undefined &&
      named.some(
        ({ name, account, region }) =>
          name === ses.name && `${account}#${region}` === accountName(ses.reached, own),
      ),
  );
};
