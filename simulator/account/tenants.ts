import type { ResourceTag } from './resource-tags.ts';
import type { SuppressionReason } from './suppression-list.ts';

/**
 * Whether mail of a tenant goes out. `REINSTATED` is on again after a pause, whatever its figures
 * are.
 */
export type SendingStatus = 'ENABLED' | 'REINSTATED' | 'DISABLED';

/** Who has set a status, and when. */
export interface StatusRecord {
  readonly status: SendingStatus;
  readonly cause: string;
  /** Epoch milliseconds. */
  readonly updatedAtMs: number;
}

/** An identity, a configuration set or a template that a tenant's mail may use. */
export interface TenantResource {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly associatedAtMs: number;
}

/** Which suppression list counts for a tenant's mail, and which of its reasons. */
export interface TenantSuppression {
  readonly reasons: readonly SuppressionReason[];
  readonly scope: 'ACCOUNT' | 'TENANT';
}

/** A part of the account with resources and a reputation of its own. */
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

/** Keeps the tenants by name. */
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

/** A new tenant as SES makes it: sending on, nothing associated. */
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

/** The status that counts: off as soon as the customer or SES has set it off. */
export const sendingStatusOf = ({ customerStatus, sesStatus }: Tenant): SendingStatus => {
  const statuses = [customerStatus.status, sesStatus.status];
  if (statuses.includes('DISABLED')) return 'DISABLED';
  return statuses.includes('REINSTATED') ? 'REINSTATED' : 'ENABLED';
};

/** Those of the resources that the tenant is not associated with. */
export const missingResources = (tenant: Tenant, arns: readonly string[]): readonly string[] =>
  arns.filter((arn) => !tenant.resources.some((resource) => resource.arn === arn));
