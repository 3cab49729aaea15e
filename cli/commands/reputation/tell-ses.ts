import type { TenantPauses } from '../../../shared/reputation/tenant-pauses.ts';
import { type KeepFencePorts, keepFence } from '../../../shared/ses-tenants/keep-fence.ts';
import { isFencePending } from '../../../shared/ses-tenants/plan-fence.ts';
import type { ReachedAccount, TenantReputation } from '../../../shared/ses-tenants/ports.ts';
import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import type { CommandIo } from '../../command-io.ts';

export interface TellSesIo extends KeepFencePorts, Pick<CommandIo, 'printError'> {
  readonly tenants: Pick<TenantPauses, 'list'>;
  /** Undefined for an account that only mail can be sent with. */
  readonly reputationIn: (reached: ReachedAccount) => TenantReputation | undefined;
}

/**
 * Tells SES what was paused or resumed of a tenant that is a tenant of SES. The pipeline's own pause
 * is in force without it: what SES does not do is told, and guard-reputation tries again.
 */
export const tellSes = async (tenantId: string, io: TellSesIo): Promise<void> => {
  const tenant = (await io.tenants.list()).find((each) => each.tenantId === tenantId);
  if (tenant?.ses === undefined) return;
  const { ses, pauses, resumes } = tenant;
  const facts = { pauses, resumes, isFenced: ses.isFenced, isShared: ses.isShared };
  const reputation = io.reputationIn(ses.reached);
  if (reputation === undefined || !isFencePending(facts)) return;
  try {
    const arn = await reputation.find(ses.name);
    if (arn === undefined) return;
    const { customer } = await reputation.readStatus(arn);
    await keepFence(io, tenantId, facts, { reputation, arn, customer: customer.status });
  } catch (error) {
    if (!(error instanceof SesTenantFailure)) throw error;
    io.printError(
      `SES could not be told (${error.action}: ${error.code}). It is in force here all the same; guard-reputation tells SES within five minutes.`,
    );
  }
};
