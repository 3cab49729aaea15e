import { setTimeout as sleep } from 'node:timers/promises';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { tenantReputation } from '../../../shared/aws/ses/tenant-reputation.ts';
import { sesTenantMarks } from '../../../shared/aws/tenants/ses-tenant-marks.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import type { TellUnreadable } from '../../../shared/system/unreadable-item.ts';
import type { CommandIo } from '../../command-io.ts';
import { loggedInUser } from '../../logged-in-user.ts';
import type { Pipeline } from '../../program.ts';
import { openHeldTools } from '../held/held-tools.ts';
import { knowsTenant } from '../tenants/known-tenant.ts';
import { sesClientFor } from '../tenants/ses-client.ts';
import { tellSes } from './tell-ses.ts';

/** Tools of the commands on reputation and pauses. */
export const openReputationTools = async (
  pipeline: Pipeline,
  tellUnreadable: TellUnreadable,
  printError: CommandIo['printError'],
) => {
  const { target, clients, streams } = pipeline;
  const { now } = pipeline.clock;
  const { listHeld, releasePaused } = await openHeldTools(pipeline, tellUnreadable);
  const tenants = tenantPauses(clients.documents, target.tables.tenants);
  return {
    book: reputationTable(clients.documents, target.tables.reputation, now),
    tenants,
    tellSes: (tenantId: string) =>
      tellSes(tenantId, {
        tenants,
        marks: sesTenantMarks(clients.documents, target.tables.tenants),
        reputationIn: (reached) =>
          reached.kind === 'keys'
            ? undefined
            : tenantReputation(sesClientFor(target, reached), (ms) => sleep(ms)),
        clock: { now },
        printError,
      }),
    streams,
    listHeld,
    releaseHeld: releasePaused,
    now,
    user: loggedInUser(),
    knowsTenant: knowsTenant({ documents: clients.documents, streams }, target, now),
  };
};
