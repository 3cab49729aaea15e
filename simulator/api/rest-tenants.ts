import { makeTenant, readSuppression, tenantNamed } from '../account/tenant-changes.ts';
import { sendingStatusOf, type Tenant } from '../account/tenants.ts';
import { done, nothing, onRest } from './operation.ts';
import { pageOf } from './rest-page.ts';
import { checkFilter, inSeconds, ownTags, restTags } from './rest-values.ts';

const summaryOf = (tenant: Tenant) => ({
  TenantName: tenant.name,
  TenantId: tenant.id,
  TenantArn: tenant.arn,
  CreatedTimestamp: inSeconds(tenant.createdAtMs),
  SendingStatus: sendingStatusOf(tenant),
});

const describe = (tenant: Tenant) => ({
  ...summaryOf(tenant),
  Tags: restTags(tenant.tags),
  SuppressionAttributes: tenant.suppression && {
    SuppressedReasons: tenant.suppression.reasons,
    SuppressionScope: tenant.suppression.scope,
  },
});

/** Operations on the tenants of the account. */
export const tenantOperations = [
  onRest('CreateTenant', (world, { TenantName, Tags, SuppressionAttributes: asked }) => {
    const made = makeTenant(world, TenantName ?? '');
    if ('code' in made) return made;
    const suppression = readSuppression(asked?.SuppressedReasons, asked?.SuppressionScope);
    if (suppression !== undefined && 'code' in suppression) return suppression;
    const tenant = { ...made, tags: ownTags(Tags), suppression };
    world.tenants.put(tenant);
    return done(describe(tenant));
  }),
  onRest('GetTenant', (world, { TenantName }) => {
    const tenant = tenantNamed(world, TenantName);
    return 'code' in tenant ? tenant : done({ Tenant: describe(tenant) });
  }),
  onRest('ListTenants', ({ tenants }, { Filter: filter, ...asked }) => {
    const refusal = checkFilter(filter, ['TENANT_NAME_CONTAINS', 'SENDING_STATUS']);
    if (refusal !== undefined) return refusal;
    const { TENANT_NAME_CONTAINS: part = '', SENDING_STATUS: status } = filter ?? {};
    const found = tenants
      .list()
      .map(summaryOf)
      .filter(
        ({ TenantName, SendingStatus }) =>
          TenantName.includes(part) && (status === undefined || SendingStatus === status),
      );
    return pageOf('Tenants', found, ({ TenantName }) => TenantName, asked);
  }),
  onRest('DeleteTenant', (world, { TenantName }) => {
    const tenant = tenantNamed(world, TenantName);
    if ('code' in tenant) return tenant;
    world.tenants.remove(tenant.name);
    world.tenantSuppressions.remove(tenant.id);
    return nothing;
  }),
  onRest('PutTenantSuppressionAttributes', (world, asked) => {
    const suppression = readSuppression(asked.SuppressedReasons, asked.SuppressionScope);
    if (suppression !== undefined && 'code' in suppression) return suppression;
    const tenant = tenantNamed(world, asked.TenantName);
    if ('code' in tenant) return tenant;
    world.tenants.put({ ...tenant, suppression });
    return nothing;
  }),
];
