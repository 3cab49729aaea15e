import type { SesTenantStep } from './plan-ses-tenant.ts';
import type { SesTenantItems, SesTenants } from './ports.ts';
import { policyArnFor, resourceArnFor } from './tenant-arn.ts';

export interface CarryOutPorts {
  readonly ses: SesTenants;
  readonly items: Pick<SesTenantItems, 'write' | 'clear'>;
  /** Waits until no sender has mail left that it took before. */
  readonly waitForSenders: () => Promise<void>;
  /** Told of each step before it is made. */
  readonly tell: (step: SesTenantStep) => void;
}

/** The pipeline's tenant and its SES tenant. */
export interface SesTenantPair {
  readonly tenantId: string;
  readonly name: string;
  /** Undefined when there is none yet. */
  readonly arn: string | undefined;
}

/**
 * Makes the steps of a plan, one after the other; after a failure, a new plan has what is left.
 *
 * @returns false when the tenant's item names another SES tenant by now
 * @throws SesTenantFailure
 */
export const carryOut = async (
  steps: readonly SesTenantStep[],
  { tenantId, name, arn: known }: SesTenantPair,
  { ses, items, waitForSenders, tell }: CarryOutPorts,
): Promise<boolean> => {
  let arn = known ?? '';
  for (const step of steps) {
    tell(step);
    switch (step.kind) {
      case 'create':
        arn = await ses.create(name);
        break;
      case 'set-policy':
        await ses.setPolicy(arn, policyArnFor(arn, step.policy));
        break;
      case 'associate':
        await ses.associate(name, resourceArnFor(arn, step.resource));
        break;
      case 'name':
        if (!(await items.write(tenantId, name))) return false;
        break;
      case 'unname':
        await items.clear(tenantId, name);
        break;
      case 'wait':
        await waitForSenders();
        break;
      case 'dissociate':
        await ses.dissociate(name, resourceArnFor(arn, step.resource));
        break;
      case 'delete':
        await ses.remove(name);
        break;
      default:
        step satisfies never;
    }
  }
  return true;
};
