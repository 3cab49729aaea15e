import {
  GetReputationEntityCommand,
  GetTenantCommand,
  type SESv2Client,
  type StatusRecord,
  UpdateReputationEntityCustomerManagedStatusCommand,
} from '@aws-sdk/client-sesv2';
import type { StatusOfSes, TenantReputation } from '../../ses-tenants/ports.ts';
import { SesTenantFailure } from '../../ses-tenants/ses-tenant-failure.ts';
import { askSes, type WaitToAsk } from './ask-ses.ts';

/**
 * Status of the SES tenants of one account, which SES calls reputation entities.
 *
 * @param wait - waits before a call that SES throttled is made again
 */
export const tenantReputation = (client: SESv2Client, wait: WaitToAsk): TenantReputation => {
  const ask = askSes(wait);
  const arnOf = async (name: string): Promise<string> => {
    const { Tenant } = await ask('ses:GetTenant', () =>
      client.send(new GetTenantCommand({ TenantName: name })),
    );
    return Tenant?.TenantArn ?? '';
  };
  return {
    find: (name) => unless('not-found', arnOf(name)),
    readStatus: async (arn) => {
      const { ReputationEntity: found } = await ask('ses:GetReputationEntity', () =>
        client.send(new GetReputationEntityCommand(entityOf(arn))),
      );
      return {
        customer: statusOf(found?.CustomerManagedStatus),
        aws: statusOf(found?.AwsSesManagedStatus),
        policyArn: found?.ReputationManagementPolicy ?? '',
      };
    },
    setCustomerStatus: async (arn, status) => {
      const input = { ...entityOf(arn), SendingStatus: status };
      await ask('ses:UpdateReputationEntityCustomerManagedStatus', () =>
        client.send(new UpdateReputationEntityCustomerManagedStatusCommand(input)),
      );
    },
  };
};

/** SES leaves out a status that nobody has set. */
const statusOf = ({ Status = 'ENABLED', Cause = '' }: StatusRecord = {}): StatusOfSes => ({
  status: Status,
  cause: Cause,
});

/** Undefined for a failure of this kind. */
export const unless = async <Output>(
  kind: SesTenantFailure['kind'],
  asked: Promise<Output>,
): Promise<Output | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SesTenantFailure && error.kind === kind) return undefined;
    throw error;
  }
};

/** An SES tenant as a reputation entity. */
export const entityOf = (tenantArn: string) =>
  ({ ReputationEntityType: 'RESOURCE', ReputationEntityReference: tenantArn }) as const;
