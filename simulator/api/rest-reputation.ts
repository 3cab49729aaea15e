import * as z from 'zod';
import {
  reputationPolicies,
  type StatusRecord,
  sendingStatuses,
  sendingStatusOf,
  type Tenant,
} from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { invalidParameter, missingMember, type Refusal, refuse } from './refusal.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import type { RestOperation } from './rest-operation.ts';

const policyArn = ({ arns }: SesWorld, policy: string): string => {
  const [, partition, , region] = arns.prefix.split(':');
  return `arn:${partition}:ses:${region}:aws:reputation-policy/${policy}`;
};

const describeStatus = ({ status, cause, updatedAtMs }: StatusRecord) => ({
  Status: status,
  Cause: cause,
  LastUpdatedTimestamp: Math.floor(updatedAtMs / 1000),
});

const describe = (world: SesWorld, tenant: Tenant) => ({
  ReputationEntityReference: tenant.arn,
  ReputationEntityType: 'RESOURCE',
  ReputationManagementPolicy: policyArn(world, tenant.policy),
  CustomerManagedStatus: describeStatus(tenant.customerStatus),
  AwsSesManagedStatus: describeStatus(tenant.sesStatus),
  SendingStatusAggregate: sendingStatusOf(tenant),
});

const noEntity = (reference: string): Refusal =>
  refuse('NotFound', `Reputation entity <${reference}> does not exist.`);

/** An operation on the tenant whose ARN stands in the address. */
const onEntity =
  (act: (world: SesWorld, tenant: Tenant, body: string) => RestAnswer): RestOperation['run'] =>
  (world, { body }, reference) => {
    const tenant = world.tenants.withArn(reference);
    return tenant === undefined ? noEntity(reference) : act(world, tenant, body);
  };

const statusBody = z.object({ SendingStatus: z.enum(sendingStatuses).optional() });

const updateStatus = onEntity(({ tenants, clock }, tenant, body) =>
  reading(statusBody, body, ({ SendingStatus: status }) => {
    if (status === undefined) return missingMember('sendingStatus');
    tenants.put({
      ...tenant,
      customerStatus: { status, cause: 'Set by the customer', updatedAtMs: clock() },
    });
    return done();
  }),
);

const policyBody = z.object({ ReputationEntityPolicy: z.string().optional() });

const updatePolicy = onEntity((world, tenant, body) =>
  reading(policyBody, body, ({ ReputationEntityPolicy: arn }) => {
    if (arn === undefined) return missingMember('reputationEntityPolicy');
    const policy = reputationPolicies.find((known) => policyArn(world, known) === arn);
    if (policy === undefined) return invalidParameter(`Invalid reputation policy <${arn}>.`);
    world.tenants.put({ ...tenant, policy });
    return done();
  }),
);

const entity = '^/v2/email/reputation/entities/RESOURCE/([^/]+)';

/** Status and policy of tenants, which SES calls reputation entities. */
export const reputationOperations: readonly RestOperation[] = [
  {
    name: 'GetReputationEntity',
    method: 'GET',
    path: new RegExp(`${entity}$`),
    run: onEntity((world, tenant) => done({ ReputationEntity: describe(world, tenant) })),
  },
  {
    name: 'UpdateReputationEntityCustomerManagedStatus',
    method: 'PUT',
    path: new RegExp(`${entity}/customer-managed-status$`),
    run: updateStatus,
  },
  {
    name: 'UpdateReputationEntityPolicy',
    method: 'PUT',
    path: new RegExp(`${entity}/policy$`),
    run: updatePolicy,
  },
];
