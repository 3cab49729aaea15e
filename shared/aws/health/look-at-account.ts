import type { Recommendation as SesRecommendation } from '@aws-sdk/client-sesv2';
import { GetAccountCommand, ListRecommendationsCommand } from '@aws-sdk/client-sesv2';
import type { Looks } from '../../health/looks.ts';
import type { Recommendation } from '../../health/ports.ts';
import { quotaOf } from '../../pacing/quota-reading.ts';
import type { HealthClients } from './health-clients.ts';
import type { SesCalls } from './ses-calls.ts';

/** Most pages of recommendations: enough to see what is wrong. */
const mostPages = 3;

/** The SES account. Plan and review are left out by SES where there is none. */
export const lookAtAccount = (
  { sesv2 }: Pick<HealthClients, 'sesv2'>,
  ask: SesCalls,
): Pick<Looks, 'account' | 'recommendations'> => ({
  account: async () => {
    const found = await ask('GetAccount', () => sesv2.send(new GetAccountCommand({})));
    const { Details, SendQuota = {}, SuppressionAttributes, PricingAttributes } = found;
    const review = Details?.ReviewDetails;
    const { max24Hours, sentLast24Hours } = quotaOf(SendQuota, 'GetAccount');
    return {
      hasProductionAccess: found.ProductionAccessEnabled === true,
      review:
        review?.Status === undefined
          ? undefined
          : { status: review.Status, caseId: review.CaseId ?? '' },
      isSendingEnabled: found.SendingEnabled === true,
      enforcementStatus: found.EnforcementStatus ?? 'HEALTHY',
      max24Hours,
      sentLast24Hours,
      maxSendRate: SendQuota.MaxSendRate ?? 0,
      suppressedReasons: SuppressionAttributes?.SuppressedReasons ?? [],
      plan: PricingAttributes?.CurrentPlan,
    };
  },
  recommendations: async () => {
    const all: Recommendation[] = [];
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const input = { Filter: { STATUS: 'OPEN' }, PageSize: 100, NextToken: next };
      const found = await ask('ListRecommendations', () =>
        sesv2.send(new ListRecommendationsCommand(input)),
      );
      all.push(...(found.Recommendations ?? []).map(toRecommendation));
      next = found.NextToken;
      if (next === undefined || next === '') break;
    }
    return all;
  },
});

const toRecommendation = (found: SesRecommendation): Recommendation => ({
  type: found.Type ?? 'unknown',
  resourceArn: found.ResourceArn ?? '',
  description: found.Description ?? '',
  impact: found.Impact ?? 'unknown',
});
