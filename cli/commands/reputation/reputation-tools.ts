import type { Clients } from '../../../shared/aws/clients/connect.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import type { TellUnreadable } from '../../../shared/system/unreadable-item.ts';
import type { Target } from '../../target.ts';
import { openHeldTools } from '../held/held-tools.ts';

/** Tools of the commands on reputation and pauses. */
export const openReputationTools = async (
  target: Target,
  clients: Clients,
  now: () => number,
  tellUnreadable: TellUnreadable,
) => {
  const { listHeld, releasePaused } = await openHeldTools(target, clients, now, tellUnreadable);
  return {
    book: reputationTable(clients.documents, target.tables.reputation, now),
    tenants: tenantPauses(clients.documents, target.tables.tenants),
    listHeld,
    releaseHeld: releasePaused,
    now,
  };
};
