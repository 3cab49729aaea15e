import type { ResourceTag } from './resource-tags.ts';
import type { SuppressionReason } from './suppression-list.ts';

/**
 * Sending status of a tenant. `REINSTATED` means on again after a pause, whatever the tenant's
 * rates are.
 */
export type SendingStatus = 'ENABLED' | 'REINSTATED' | 'DISABLED';

/** A status, with who has set it and when. */
export interface StatusRecord {
  readonly status: SendingStatus;
  readonly cause: string;
  /** Epoch milliseconds. */
  readonly updatedAtMs: number;
}

/** An identity, configuration set or template that a tenant's mail may use. */
export interface TenantResource {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly associatedAtMs: number;
}

/** The suppression list that applies to a tenant's mail, and its applicable reasons. */
export interface TenantSuppression {
  readonly reasons: readonly SuppressionReason[];
  readonly scope: 'ACCOUNT' | 'TENANT';
}

/** A tenant: a part of the account with its own resources and reputation. */
export interface Tenant {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  readonly tags: readonly ResourceTag[];
  readonly suppression: TenantSuppression | undefined;
  readonly customerStatus: StatusRecord;
  readonly sesStatus: StatusRecord;
  /** Name of the reputation policy, the last part of its ARN. */
  readonly policy: ReputationPolicy;
  readonly resources: readonly TenantResource[];
}

export const reputationPolicies = ['none', 'standard', 'strict'] as const;

export type ReputationPolicy = (typeof reputationPolicies)[number];

/** Stores the tenants by name. */
export interface Tenants {
  readonly get: (name: string) => Tenant | undefined;
  readonly withArn: (arn: string) => Tenant | undefined;
  readonly put: (tenant: Tenant) => void;
  readonly remove: (name: string) => void;
  /** Oldest first. */
  readonly list: () => readonly Tenant[];
}

export const createTenants = (initial: readonly Tenant[]): Tenants => {
  const tenants = new Map(initial.map((tenant) => [tenant.name, tenant]));
  return {
    get: (name) => tenants.get(name),
    withArn: (arn) => tenants.values().find((tenant) => tenant.arn === arn),
    put: (tenant) => void tenants.set(tenant.name, tenant),
    remove: (name) => void tenants.delete(name),
    list: () => [...tenants.values()],
  };
};

/** A new tenant as SES creates it: sending is on, and nothing is associated. */
export const newTenant = (
  tenant: Pick<Tenant, 'name' | 'id' | 'createdAtMs'>,
  arnPrefix: string,
): Tenant => {
  const status = (cause: string): StatusRecord => ({
    status: 'ENABLED',
    cause,
    updatedAtMs: tenant.createdAtMs,
  });
  return {
    ...tenant,
    arn: `${arnPrefix}tenant/${tenant.name}/${tenant.id}`,
    tags: [],
    suppression: undefined,
    customerStatus: status('Initial status'),
    sesStatus: status('Initial status'),
    policy: 'standard',
    resources: [],
  };
};

/** The effective status: off as soon as the customer or SES has switched it off. */
export const sendingStatusOf = ({ customerStatus, sesStatus }: Tenant): SendingStatus => {
  const statuses = [customerStatus.status, sesStatus.status];
  if (statuses.includes('DISABLED')) return 'DISABLED';
  return statuses.includes('REINSTATED') ? 'REINSTATED' : 'ENABLED';
};

/** The resources with which the tenant is not associated. */
export const missingResources = (tenant: Tenant, arns: readonly string[]): readonly string[] =>
  arns.filter((arn) => !tenant.resources.some((resource) => resource.arn === arn));
