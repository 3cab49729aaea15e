import { sesResources } from '../../../shared/aws/ses/ses-resources.ts';
import { sesTenants } from '../../../shared/aws/ses/ses-tenants.ts';
import { sesTenantItems } from '../../../shared/aws/tenants/ses-tenant-items.ts';
import type { Pipeline } from '../../program.ts';
import { sesClientFor } from './ses-client.ts';
import type { SesTenantIo } from './with-ses.ts';

/**
 * How long a sender may have mail that it took before a change: its time limit, and some seconds;
 * ms.
 */
const sendersTakeMs = 65_000;

/** Tools of the commands on tenants of SES. */
export const openSesTools = ({
  target,
  clients,
  clock,
  streams,
}: Pipeline): Omit<SesTenantIo, 'print' | 'printError' | 'screen'> => {
  const sleep = (ms: number): Promise<void> => clock.sleepUntil(clock.now() + ms);
  return {
    items: sesTenantItems(clients.documents, target.tables.tenants),
    openSes: (reached) => {
      const client = sesClientFor(target, reached);
      return { ...sesTenants(client, sleep), ...sesResources(client, sleep) };
    },
    streams,
    waitForSenders: () => sleep(sendersTakeMs),
  };
};
