import * as z from 'zod';
import { type ReadArn, readResourceArn, resourceTypes } from '../account/resource-arns.ts';
import type { Tenant } from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { invalidParameter, missingMember, type Refusal, refuse } from './refusal.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import type { RestOperation } from './rest-operation.ts';
import { pageOf, pageSchema } from './rest-page.ts';
import { tenantNamed } from './rest-tenants.ts';

type Resource = Extract<ReadArn, { readonly kind: 'resource' }>;

const readResource = (world: SesWorld, arn: string | undefined): Resource | Refusal => {
  if (arn === undefined) return missingMember('resourceArn');
  const read = readResourceArn(arn, world.arns);
  return read.kind === 'resource' ? read : invalidParameter(read.problem);
};

/** Refusal of a resource that is not there. */
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

/** An identity, a configuration set, a template cannot go while a tenant has it. */
export const checkNotAssociated = (
  { tenants, arns }: Pick<SesWorld, 'tenants' | 'arns'>,
  type: Resource['type'],
  name: string,
): Refusal | undefined => {
  const arn = arns.of(type, name);
  return tenants.list().some(({ resources }) => resources.some((one) => one.arn === arn))
    ? invalidParameter(
        `Cannot delete <${arn}> because it has tenant associations. Remove all tenant associations and try again.`,
      )
    : undefined;
};

const association = z.object({
  TenantName: z.string().optional(),
  ResourceArn: z.string().optional(),
});

/** An operation on a tenant and a resource. */
const onAssociation =
  (
    act: (world: SesWorld, tenant: Tenant, resource: Resource, arn: string) => RestAnswer,
  ): RestOperation['run'] =>
  (world, { body }) =>
    reading(association, body, ({ TenantName, ResourceArn: arn }) => {
      const resource = readResource(world, arn);
      if ('code' in resource) return resource;
      const tenant = tenantNamed(world, TenantName);
      return 'code' in tenant ? tenant : act(world, tenant, resource, arn ?? '');
    });

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
  return done();
});

/** What is not associated is passed over, as SES does. */
const dissociate = onAssociation(({ tenants }, tenant, _resource, arn) => {
  tenants.put({ ...tenant, resources: tenant.resources.filter((one) => one.arn !== arn) });
  return done();
});

const typeIn = (arn: string): string => /:([a-z-]+)\/[^:]*$/.exec(arn)?.[1] ?? '';

const resourcesQuery = pageSchema.extend({
  TenantName: z.string().optional(),
  Filter: z.object({ RESOURCE_TYPE: z.string().optional() }).default({}),
});

/** The values of `ResourceType` are those of ARNs, although the model lists others. */
const listResources: RestOperation['run'] = (world, { body }) =>
  reading(resourcesQuery, body, ({ TenantName, Filter: { RESOURCE_TYPE: type }, ...asked }) => {
    if (type !== undefined && !resourceTypes.some((known) => known === type))
      return invalidParameter(`Invalid resource type ${type} specified.`);
    const tenant = tenantNamed(world, TenantName);
    if ('code' in tenant) return tenant;
    const resources = tenant.resources
      .map(({ arn }) => ({ ResourceType: typeIn(arn), ResourceArn: arn }))
      .filter(({ ResourceType }) => type === undefined || ResourceType === type)
      .sort((one, other) => (one.ResourceArn < other.ResourceArn ? -1 : 1));
    return pageOf('TenantResources', resources, ({ ResourceArn }) => ResourceArn, asked);
  });

const tenantsQuery = pageSchema.extend({ ResourceArn: z.string().optional() });

const listTenants: RestOperation['run'] = (world, { body }) =>
  reading(tenantsQuery, body, ({ ResourceArn: arn, ...asked }) => {
    const resource = readResource(world, arn);
    if ('code' in resource) return resource;
    const found = world.tenants.list().flatMap(({ name, id, resources }) =>
      resources
        .filter((one) => one.arn === arn)
        .map(({ associatedAtMs }) => ({
          TenantName: name,
          TenantId: id,
          ResourceArn: arn,
          AssociatedTimestamp: Math.floor(associatedAtMs / 1000),
        })),
    );
    return pageOf('ResourceTenants', found, ({ TenantName }) => TenantName, asked);
  });

/** What the mail of a tenant may use. */
export const tenantResourceOperations: readonly RestOperation[] = [
  {
    name: 'CreateTenantResourceAssociation',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/resources$/,
    run: associate,
  },
  {
    name: 'DeleteTenantResourceAssociation',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/resources\/delete$/,
    run: dissociate,
  },
  {
    name: 'ListTenantResources',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/resources\/list$/,
    run: listResources,
  },
  {
    name: 'ListResourceTenants',
    method: 'POST',
    path: /^\/v2\/email\/resources\/tenants\/list$/,
    run: listTenants,
  },
];
