import {
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  DeleteTenantCommand,
  DeleteTenantResourceAssociationCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type DoctorWorld, domain } from './doctor-world.ts';
import type { Fault } from './fault.ts';

const TenantName = 'acme';

/** ARNs that mail of acme needs. */
const resourcesOf = ({ stack }: DoctorWorld): readonly string[] => {
  const { region, accountId } = stack.endpoints;
  return [
    `identity/${domain}`,
    ...['transactional', 'notifications', 'marketing'].map(
      (stream) => `configuration-set/ses-pipeline-dev-${stream}`,
    ),
  ].map((resource) => `arn:aws:ses:${region}:${accountId}:${resource}`);
};

/** Lets mail of acme go as an SES tenant of its name; the end takes it back. */
const nameSesTenant = async ({ clients: { documents }, target }: DoctorWorld) => {
  const key = { TableName: target.tables.tenants, Key: { tenantId: 'acme' } };
  await documents.update({
    ...key,
    UpdateExpression: 'SET sesTenant = :name',
    ExpressionAttributeValues: { ':name': TenantName },
  });
  return () => documents.update({ ...key, UpdateExpression: 'REMOVE sesTenant' });
};

const dissociate = (sesv2: SESv2Client, ResourceArn: string) =>
  sesv2.send(new DeleteTenantResourceAssociationCommand({ TenantName, ResourceArn }));

/** Makes the SES tenant with all that it needs; the end removes it. */
export const plantSesTenant = async (world: DoctorWorld): Promise<() => Promise<void>> => {
  const { sesv2 } = world;
  await sesv2.send(new CreateTenantCommand({ TenantName }));
  for (const ResourceArn of resourcesOf(world))
    await sesv2.send(new CreateTenantResourceAssociationCommand({ TenantName, ResourceArn }));
  const forget = await nameSesTenant(world);
  return async () => {
    await forget();
    for (const arn of resourcesOf(world)) await dissociate(sesv2, arn).catch(() => undefined);
    await sesv2.send(new DeleteTenantCommand({ TenantName }));
  };
};

/** Faults of tenants of SES. */
export const sesTenantFaults: readonly Fault[] = [
  {
    name: 'mail goes as an SES tenant that does not exist',
    check: 'ses-tenants',
    plant: nameSesTenant,
  },
  {
    name: 'a configuration set is not associated with the SES tenant',
    check: 'ses-tenant-resources',
    plant: async (world) => {
      const end = await plantSesTenant(world);
      await dissociate(world.sesv2, resourcesOf(world)[3] ?? '');
      return end;
    },
  },
  {
    name: 'AWS has switched the SES tenant off',
    check: 'ses-tenant-status',
    plant: async (world) => {
      const end = await plantSesTenant(world);
      await fetch(`${world.stack.endpoints.ses}/_sim/tenants/${TenantName}`, {
        method: 'POST',
        body: JSON.stringify({ status: 'DISABLED', cause: 'spam trap hits' }),
      });
      return end;
    },
  },
];
