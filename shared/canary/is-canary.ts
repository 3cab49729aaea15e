import { isSimulated } from '../email/mailbox-simulator.ts';

/** Tenant of the canaries. Its mail to SES's mailbox simulator is counted nowhere. */
export const canaryTenant = 'pipeline-canary';

/**
 * Whether a mail to this address is a canary. What becomes of it suppresses nobody, counts for no
 * rate, and is not published. Mail of the same tenant to anybody else is mail like any other.
 *
 * @param address - canonical
 */
export const isCanary = (tenantId: string | undefined, address: string): boolean =>
  tenantId === canaryTenant && isSimulated(address);

/** Whether a mail to these addresses, at least one, is a canary. */
export const areCanaries = (tenantId: string | undefined, addresses: readonly string[]): boolean =>
  addresses.length > 0 && addresses.every((address) => isCanary(tenantId, address));
