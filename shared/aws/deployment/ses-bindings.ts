import {
  GetEmailIdentityCommand,
  ListResourceTenantsCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
} from '@aws-sdk/client-sesv2';
import type { Binding } from '../../deployment/removal-ports.ts';
import { askSes, pagesOf } from '../ses/ask-ses.ts';
import { sesResources } from '../ses/ses-resources.ts';
import { sesTenants } from '../ses/ses-tenants.ts';
import type { BindingClients } from './binding-clients.ts';

/** SES tenants that are associated with configuration sets. */
export const tenantBindings = async (
  { sesv2, wait, configurationSetArn }: BindingClients,
  sets: readonly string[],
): Promise<readonly Binding[]> => {
  const ask = askSes(wait);
  const tenants = sesTenants(sesv2, wait);
  const found: Binding[] = [];
  for (const set of sets) {
    const arn = configurationSetArn(set);
    const names = await pagesOf('ses:ListResourceTenants', async (NextToken) => {
      const page = await ask('ses:ListResourceTenants', () =>
        sesv2.send(new ListResourceTenantsCommand({ ResourceArn: arn, PageSize: 100, NextToken })),
      );
      const items = page.ResourceTenants?.flatMap(({ TenantName }) => TenantName ?? []);
      return { items: items ?? [], next: page.NextToken };
    });
    for (const name of names)
      found.push({
        what: `SES tenant ${name} is associated with the configuration set ${set}`,
        release: () => tenants.dissociate(name, arn),
      });
  }
  return found;
};

/**
 * Identities whose default is one of the configuration sets: SES refuses every mail of theirs that
 * names none, once the set is gone.
 */
export const identityBindings = async (
  { sesv2, wait }: BindingClients,
  sets: ReadonlySet<string>,
): Promise<readonly Binding[]> => {
  if (sets.size === 0) return [];
  const ask = askSes(wait);
  const found: Binding[] = [];
  for (const name of await sesResources(sesv2, wait).listIdentities()) {
    const { ConfigurationSetName: set } = await ask('ses:GetEmailIdentity', () =>
      sesv2.send(new GetEmailIdentityCommand({ EmailIdentity: name })),
    );
    if (set === undefined || !sets.has(set)) continue;
    found.push({
      what: `the identity ${name} has ${set} as its default configuration set`,
      release: async () => {
        await ask('ses:PutEmailIdentityConfigurationSetAttributes', () =>
          sesv2.send(
            new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: name }),
          ),
        );
      },
    });
  }
  return found;
};
