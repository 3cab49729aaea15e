import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AccountFacts } from '../../deployment/account-facts.ts';

/** What a deployment asks an account before it changes anything. */
export const accountFacts = (clients: {
  readonly lambda: LambdaClient;
  readonly sesv2: SESv2Client;
  readonly sts: STSClient;
}): AccountFacts => ({
  caller: async () => {
    const { Account = '', Arn = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  },
  sending: async () => {
    const account = await clients.sesv2.send(new GetAccountCommand({}));
    return {
      hasProductionAccess: account.ProductionAccessEnabled === true,
      review: account.Details?.ReviewDetails?.Status,
      isEnabled: account.SendingEnabled !== false,
      perDay: account.SendQuota?.Max24HourSend ?? 0,
      perSecond: account.SendQuota?.MaxSendRate ?? 0,
    };
  },
  concurrency: async () => {
    const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand({}));
    return {
      total: AccountLimit?.ConcurrentExecutions ?? 0,
      unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
    };
  },
});
