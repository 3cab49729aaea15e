import { double, isoTime } from '../../shared/ses-api/wire/query-answer.ts';
import { done, nothing, onQuery } from './operation.ts';

/** Operations on quota, statistics and the sending switch of the account. */
export const accountActions = [
  onQuery('GetSendQuota', ({ account }) => {
    const { max24HourSend, maxSendRate } = account.settings();
    return done({
      Max24HourSend: double(max24HourSend),
      MaxSendRate: double(maxSendRate),
      SentLast24Hours: double(account.sentLast24Hours()),
    });
  }),
  onQuery('GetSendStatistics', ({ record }) =>
    done({
      SendDataPoints: record
        .dataPoints()
        .map(({ timestampMs, deliveryAttempts, bounces, complaints, rejects }) => ({
          Timestamp: isoTime(timestampMs),
          DeliveryAttempts: deliveryAttempts,
          Bounces: bounces,
          Complaints: complaints,
          Rejects: rejects,
        })),
    }),
  ),
  onQuery('GetAccountSendingEnabled', ({ account }) =>
    done({ Enabled: account.settings().sendingEnabled }),
  ),
  onQuery('UpdateAccountSendingEnabled', ({ account }, { Enabled = false }) => {
    account.change({ sendingEnabled: Enabled });
    return nothing;
  }),
];
