import type { BusEvent } from '../events/event-bus.ts';
import type { SesWorld } from '../world.ts';
import { type SendingStatus, type StatusRecord, sendingStatusOf, type Tenant } from './tenants.ts';

/** Whose status of a tenant: the customer's or that of SES. */
export type StatusOwner = 'customerStatus' | 'sesStatus';

/**
 * Sets a status of a tenant. SES tells the event bus when the tenant can send no longer, or again.
 *
 * @returns the tenant as it is now
 */
export const changeTenantStatus = (
  { tenants, announce, clock }: Pick<SesWorld, 'tenants' | 'announce' | 'clock'>,
  tenant: Tenant,
  owner: StatusOwner,
  { status, cause }: Pick<StatusRecord, 'status' | 'cause'>,
): Tenant => {
  const changed = { ...tenant, [owner]: { status, cause, updatedAtMs: clock() } };
  tenants.put(changed);
  const before = sendingStatusOf(tenant);
  const after = sendingStatusOf(changed);
  if (isOff(before) !== isOff(after)) announce(sendingStatusEvent(changed, clock()));
  return changed;
};

const isOff = (status: SendingStatus): boolean => status === 'DISABLED';

/** The detail is not documented: who reads it has to ask SES for the status. */
const sendingStatusEvent = (tenant: Tenant, atMs: number): BusEvent => ({
  detailType: `Sending Status ${isOff(sendingStatusOf(tenant)) ? 'Disabled' : 'Enabled'}`,
  resources: [tenant.arn],
  detail: { version: '1.0.0' },
  atMs,
});
