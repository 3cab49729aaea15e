import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { type ReadArn, readResourceArn, resourceTypes } from '../account/resource-arns.ts';
import { tenantNamed } from '../account/tenant-changes.ts';
import type { Tenant } from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { type Answer, nothing, onRest } from './operation.ts';
import { pageOf } from './rest-page.ts';
import { checkFilter, inSeconds } from './rest-values.ts';

type Resource = Extract<ReadArn, { readonly kind: 'resource' }>;

const readResource = (world: SesWorld, arn: string): Resource | Refusal => {
  const read = readResourceArn(arn, world.arns);
  return read.kind === 'resource' ? read : invalidParameter(read.problem);
};

/** Refusal of a missing resource. */
const checkExists = (
  { identities, configurationSets, templates }: SesWorld,
  { type, name }: Resource,
): Refusal | undefined => {
  switch (type) {
    case 'identity':
      return identities.get(name) === undefined
        ? refuse('NotFound', `Identity <${name}> does not exist.`)
        : undefined;
    case 'configuration-set':
      return configurationSets.get(name) === undefined
        ? refuse('NotFound', `Configuration set <${name}> does not exist.`)
        : undefined;
    case 'template':
      return templates.get(name) === undefined
        ? refuse('NotFound', `Template ${name} does not exist`)
        : undefined;
    default:
      return type satisfies never;
  }
};

interface Association {
  readonly TenantName?: string | undefined;
  readonly ResourceArn: string;
}

/** An operation on a tenant and a resource. */
const onAssociation =
  (act: (world: SesWorld, tenant: Tenant, resource: Resource, arn: string) => Answer<object>) =>
  (world: SesWorld, { TenantName, ResourceArn: arn }: Association): Answer<object> => {
    const resource = readResource(world, arn);
    if ('code' in resource) return resource;
    const tenant = tenantNamed(world, TenantName);
    return 'code' in tenant ? tenant : act(world, tenant, resource, arn);
  };

const associate = onAssociation((world, tenant, resource, arn) => {
  const missing = checkExists(world, resource);
  if (missing !== undefined) return missing;
  if (tenant.resources.some((one) => one.arn === arn))
    return refuse(
      'AlreadyExists',
      `Resources ${arn} has already been associated with tenant ${tenant.name}`,
    );
  const resources = [...tenant.resources, { arn, associatedAtMs: world.clock() }];
  world.tenants.put({ ...tenant, resources });
  return nothing;
});

/** A resource that is not associated is ignored, as by SES. */
const dissociate = onAssociation(({ tenants }, tenant, _resource, arn) => {
  tenants.put({ ...tenant, resources: tenant.resources.filter((one) => one.arn !== arn) });
  return nothing;
});

const typeIn = (arn: string): string => arn.split(':')[5]?.split('/')[0] ?? '';

/** Operations on the resources that a tenant's mail may use. */
export const tenantResourceOperations = [
  onRest('CreateTenantResourceAssociation', associate),
  onRest('DeleteTenantResourceAssociation', dissociate),
  // The values of `ResourceType` are those of ARNs, although the model lists others.
  onRest('ListTenantResources', (world, { TenantName, Filter: filter, ...asked }) => {
    const type = filter?.RESOURCE_TYPE;
    const refusal = checkFilter(filter, ['RESOURCE_TYPE']);
    if (refusal !== undefined) return refusal;
    if (type !== undefined && !resourceTypes.some((known) => known === type))
      return invalidParameter(`Invalid resource type ${type} specified.`);
    const tenant = tenantNamed(world, TenantName);
    if ('code' in tenant) return tenant;
    const resources = tenant.resources
      .map(({ arn }) => ({ ResourceType: typeIn(arn), ResourceArn: arn }))
      .filter(({ ResourceType }) => type === undefined || ResourceType === type)
      .sort((one, other) => (one.ResourceArn < other.ResourceArn ? -1 : 1));
    return pageOf('TenantResources', resources, ({ ResourceArn }) => ResourceArn, asked);
  }),
  onRest('ListResourceTenants', (world, { ResourceArn: arn, ...asked }) => {
    const resource = readResource(world, arn);
    if ('code' in resource) return resource;
    const found = world.tenants.list().flatMap(({ name, id, resources }) =>
      resources
        .filter((one) => one.arn === arn)
        .map(({ associatedAtMs }) => ({
          TenantName: name,
          TenantId: id,
          ResourceArn: arn,
          AssociatedTimestamp: inSeconds(associatedAtMs),
        })),
    );
    return pageOf('ResourceTenants', found, ({ TenantName }) => TenantName, asked);
  }),
];
