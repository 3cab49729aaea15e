import type { Clock } from '../system/ports.ts';
import { type FenceFacts, planFence } from './plan-fence.ts';
import type { SendingStatus, SesTenantMarks, TenantReputation } from './ports.ts';

export interface KeepFencePorts {
  readonly marks: Pick<SesTenantMarks, 'noteFence' | 'forgetFence'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** An SES tenant, and what SES says of it. */
export interface SesTenantAtSes {
  readonly reputation: Pick<TenantReputation, 'setCustomerStatus'>;
  readonly arn: string;
  readonly customer: SendingStatus;
}

export interface KeptFence {
  /** Whether the item or SES was changed. */
  readonly isChanged: boolean;
  readonly isFenced: boolean;
}

/**
 * Makes the status of an SES tenant agree with our pause.
 *
 * @throws SesTenantFailure
 */
export const keepFence = async (
  { marks, clock }: KeepFencePorts,
  tenantId: string,
  facts: FenceFacts,
  { reputation, arn, customer }: SesTenantAtSes,
): Promise<KeptFence> => {
  let { isFenced } = facts;
  const steps = planFence(facts, customer);
  for (const step of steps)
    switch (step.kind) {
      case 'note':
        await marks.noteFence(tenantId, clock.now());
        isFenced = true;
        break;
      case 'set':
        await reputation.setCustomerStatus(arn, step.status);
        break;
      case 'forget':
        await marks.forgetFence(tenantId);
        isFenced = false;
        break;
      default:
        step satisfies never;
    }
  return { isChanged: steps.length > 0, isFenced };
};
