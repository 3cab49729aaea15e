import { GetAccountCommand, SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import type { ReadAccount } from '../../pacing/ports.ts';
import { quotaOf } from '../../pacing/quota-reading.ts';

const requestTimeoutMs = 5_000;
const connectionTimeoutMs = 3_000;

/**
 * A client without retries: SES answers one such request per second, so the SDK's own retries would
 * come too soon.
 */
export const accountClient = (options: SESv2ClientConfig = {}): SESv2Client =>
  new SESv2Client({
    ...options,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });

/**
 * Reads quota, rate and status of the account with one call.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
 */
export const readAccount =
  (client: SESv2Client): ReadAccount =>
  async () => {
    const {
      SendQuota,
      SendingEnabled,
      EnforcementStatus = 'HEALTHY',
      ProductionAccessEnabled,
    } = await client.send(new GetAccountCommand({}));
    return {
      ...quotaOf(SendQuota ?? {}, 'GetAccount'),
      isPaused: SendingEnabled === false || EnforcementStatus === 'SHUTDOWN',
      enforcementStatus: EnforcementStatus,
      isSandbox: ProductionAccessEnabled === false,
    };
  };
