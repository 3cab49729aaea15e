import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { changeTenantStatus } from '../account/tenant-status.ts';
import {
  reputationPolicies,
  type StatusRecord,
  sendingStatusOf,
  type Tenant,
} from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { done, nothing, onRest } from './operation.ts';
import { inSeconds } from './rest-values.ts';

const policyArn = ({ arns }: SesWorld, policy: string): string => {
  const [, partition, , region] = arns.prefix.split(':');
  return `arn:${partition}:ses:${region}:aws:reputation-policy/${policy}`;
};

const describeStatus = ({ status, cause, updatedAtMs }: StatusRecord) => ({
  Status: status,
  Cause: cause,
  LastUpdatedTimestamp: inSeconds(updatedAtMs),
});

const describe = (world: SesWorld, tenant: Tenant) => ({
  ReputationEntityReference: tenant.arn,
  ReputationEntityType: 'RESOURCE',
  ReputationManagementPolicy: policyArn(world, tenant.policy),
  CustomerManagedStatus: describeStatus(tenant.customerStatus),
  AwsSesManagedStatus: describeStatus(tenant.sesStatus),
  SendingStatusAggregate: sendingStatusOf(tenant),
});

/** The tenant whose ARN is in the URL, or the refusal. */
const entityAt = ({ tenants }: SesWorld, reference: string): Tenant | Refusal =>
  tenants.withArn(reference) ??
  refuse('NotFound', `Reputation entity <${reference}> does not exist.`);

/** Operations on the status and policy of tenants, which SES calls reputation entities. */
export const reputationOperations = [
  onRest('GetReputationEntity', (world, { ReputationEntityReference }) => {
    const tenant = entityAt(world, ReputationEntityReference);
    return 'code' in tenant ? tenant : done({ ReputationEntity: describe(world, tenant) });
  }),
  onRest('UpdateReputationEntityCustomerManagedStatus', (world, asked) => {
    const tenant = entityAt(world, asked.ReputationEntityReference);
    if ('code' in tenant) return tenant;
    const status = { status: asked.SendingStatus, cause: 'Set by the customer' };
    changeTenantStatus(world, tenant, 'customerStatus', status);
    return nothing;
  }),
  onRest('UpdateReputationEntityPolicy', (world, asked) => {
    const tenant = entityAt(world, asked.ReputationEntityReference);
    if ('code' in tenant) return tenant;
    const arn = asked.ReputationEntityPolicy;
    const policy = reputationPolicies.find((known) => policyArn(world, known) === arn);
    if (policy === undefined) return invalidParameter(`Invalid reputation policy <${arn}>.`);
    world.tenants.put({ ...tenant, policy });
    return nothing;
  }),
];
