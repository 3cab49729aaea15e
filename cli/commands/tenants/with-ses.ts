import type { CarryOutPorts } from '../../../shared/ses-tenants/carry-out.ts';
import type {
  ReachedAccount,
  SesResources,
  SesTenantItem,
  SesTenantItems,
  SesTenants,
} from '../../../shared/ses-tenants/ports.ts';
import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { tenantIdForm } from '../../../shared/tenants/names.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { isUnanswered } from '../identity/explaining-ses.ts';
import { isTenantId } from './tenant-id.ts';

/** What the commands on tenants of SES need. */
export interface SesTenantIo extends CommandIo, Pick<CarryOutPorts, 'waitForSenders'> {
  readonly items: SesTenantItems;
  readonly openSes: (reached: ReachedAccount) => SesTenants & SesResources;
  /** Configuration set of each stream of the pipeline. */
  readonly streams: ReadStreams;
}

/** A tenant, its SES tenant, and SES in the account that the tenant sends with. */
export interface OpenedSes {
  readonly name: string;
  readonly item: SesTenantItem;
  readonly ses: SesTenants & SesResources;
}

/**
 * Runs a command on the SES tenant of a tenant, and explains what SES does not permit.
 *
 * @param named - `--name`; by default the one in the tenant's item, else the tenant's id
 */
export const withSes = async (
  tenantId: string,
  named: string | undefined,
  io: SesTenantIo,
  run: (opened: OpenedSes) => Promise<number>,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  if (named !== undefined && !tenantIdForm.test(named)) {
    io.printError('The name of an SES tenant has 1 to 64 of A-Z a-z 0-9 _ and -.');
    return exitCodes.usage;
  }
  const item = await io.items.read(tenantId);
  if (item.reached.kind === 'keys') {
    io.printError(
      `The access key of tenant ${tenantId} may only send. Give its account a role (docs/deploy.md), or make the SES tenant in that account and write sesTenant into its item (docs/tenants.md).`,
    );
    return exitCodes.wrong;
  }
  const ses = io.openSes(item.reached);
  try {
    return await run({ name: named ?? item.sesTenant ?? tenantId, item, ses });
  } catch (error) {
    if (!(error instanceof SesTenantFailure)) throw error;
    if (isUnanswered(error)) throw error.cause;
    io.printError(explain(error, item.reached));
    return error.kind === 'not-found' || error.kind === 'refused'
      ? exitCodes.wrong
      : exitCodes.failed;
  }
};

/** What to do about a failure; the same command then makes what is left. */
const explain = ({ kind, action, code }: SesTenantFailure, reached: ReachedAccount): string => {
  switch (kind) {
    case 'not-permitted':
      return reached.kind === 'pipeline'
        ? `You may not do this in SES (${code}): you need ${action}.`
        : `The role in the account of the tenant does not permit this (${code}): it must trust you, and have ${action}. Or its owner makes the SES tenant there (docs/tenants.md).`;
    case 'not-found':
      return `SES does not have what this needs (${action}: ${code}): look whether the account has the resource of the last step.`;
    case 'too-many':
      return `There are more than this command looks at (${action}: ${code}): name what is meant with --identity and --template.`;
    case 'unreachable':
      return `SES does not answer (${action}: ${code}). Try again: what is done stays, and the rest is made.`;
    case 'refused':
      return `SES refuses this (${action}: ${code}).`;
    default:
      return kind satisfies never;
  }
};
