import type { Recommendation } from '../account/account.ts';
import { done, nothing, onRest } from './operation.ts';

/** Operations on the account. */
export const accountOperations = [
  onRest('GetAccount', ({ account }) => {
    const settings = account.settings();
    return done({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: settings.enforcementStatus,
      PricingAttributes: { CurrentPlan: settings.pricingPlan ?? 'NONE' },
      ProductionAccessEnabled: !settings.isSandbox,
      SendQuota: {
        Max24HourSend: settings.max24HourSend,
        MaxSendRate: settings.maxSendRate,
        SentLast24Hours: account.sentLast24Hours(),
      },
      SendingEnabled: settings.sendingEnabled,
      SuppressionAttributes: { SuppressedReasons: settings.suppressedReasons },
      ...(settings.review === undefined
        ? {}
        : {
            Details: {
              ReviewDetails: { Status: settings.review.status, CaseId: settings.review.caseId },
            },
          }),
    });
  }),
  onRest('ListRecommendations', ({ account }) =>
    done({ Recommendations: (account.settings().recommendations ?? []).map(toOpen) }),
  ),
  onRest('PutAccountSendingAttributes', ({ account }, { SendingEnabled }) => {
    account.change({ sendingEnabled: SendingEnabled });
    return nothing;
  }),
  onRest('PutAccountSuppressionAttributes', ({ account }, { SuppressedReasons }) => {
    account.change({ suppressedReasons: SuppressedReasons });
    return nothing;
  }),
];

const toOpen = ({ type, resourceArn, description, impact }: Recommendation) => ({
  Type: type,
  ResourceArn: resourceArn,
  Description: description,
  Impact: impact,
  Status: 'OPEN',
});
