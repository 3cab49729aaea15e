import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { ReadSesPlan } from '../../cost/ports.ts';
import { isSesPlan } from '../../prices/ses-plans.ts';

/**
 * Reads the account's plan with one call. A plan that the table of prices does not know is none.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html
 */
export const readSesPlan =
  (client: SESv2Client): ReadSesPlan =>
  async () => {
    const { PricingAttributes, VdmAttributes } = await client.send(new GetAccountCommand({}));
    const named = PricingAttributes?.CurrentPlan;
    const next = PricingAttributes?.NextPlan;
    return {
      plan: isSesPlan(named) ? named : undefined,
      nextPlan: isSesPlan(next) ? next : undefined,
      hasVdm: VdmAttributes?.VdmEnabled === 'ENABLED',
    };
  };
