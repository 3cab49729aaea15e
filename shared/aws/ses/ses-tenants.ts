import {
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  DeleteTenantCommand,
  DeleteTenantResourceAssociationCommand,
  ListTenantResourcesCommand,
  type SESv2Client,
  UpdateReputationEntityPolicyCommand,
} from '@aws-sdk/client-sesv2';
import type { SesTenants } from '../../ses-tenants/ports.ts';
import { SesTenantFailure } from '../../ses-tenants/ses-tenant-failure.ts';
import { type AskSes, askSes, pagesOf, type WaitToAsk } from './ask-ses.ts';
import { entityOf, tenantReputation, unless } from './tenant-reputation.ts';

/**
 * The tenants of one SES account, by the control API of v2.
 *
 * @param wait - waits before a call that SES throttled is made again
 * @see https://docs.aws.amazon.com/ses/latest/dg/tenants.html
 */
export const sesTenants = (client: SESv2Client, wait: WaitToAsk): SesTenants => {
  const ask: AskSes = askSes(wait);
  const reputation = tenantReputation(client, wait);
  return {
    ...reputation,
    setPolicy: async (arn, policyArn) => {
      const input = { ...entityOf(arn), ReputationEntityPolicy: policyArn };
      await ask('ses:UpdateReputationEntityPolicy', () =>
        client.send(new UpdateReputationEntityPolicyCommand(input)),
      );
    },
    create: async (name) => {
      const made = await unlessExists(
        ask('ses:CreateTenant', () => client.send(new CreateTenantCommand({ TenantName: name }))),
      );
      return made?.TenantArn ?? (await reputation.find(name)) ?? '';
    },
    remove: async (name) => {
      const removing = ask('ses:DeleteTenant', () =>
        client.send(new DeleteTenantCommand({ TenantName: name })),
      );
      await unless('not-found', removing);
    },
    listResources: (name) =>
      pagesOf('ses:ListTenantResources', async (NextToken) => {
        const page = await ask('ses:ListTenantResources', () =>
          client.send(
            new ListTenantResourcesCommand({ TenantName: name, PageSize: 100, NextToken }),
          ),
        );
        const items = page.TenantResources?.flatMap(({ ResourceArn }) => ResourceArn ?? []);
        return { items: items ?? [], next: page.NextToken };
      }),
    associate: async (name, arn) => {
      const input = { TenantName: name, ResourceArn: arn };
      await unlessExists(
        ask('ses:CreateTenantResourceAssociation', () =>
          client.send(new CreateTenantResourceAssociationCommand(input)),
        ),
      );
    },
    dissociate: async (name, arn) => {
      const input = { TenantName: name, ResourceArn: arn };
      const removing = ask('ses:DeleteTenantResourceAssociation', () =>
        client.send(new DeleteTenantResourceAssociationCommand(input)),
      );
      await unless('not-found', removing);
    },
  };
};

/** Undefined for what is there already. */
const unlessExists = async <Output>(asked: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SesTenantFailure && error.code === 'AlreadyExistsException')
      return undefined;
    throw error;
  }
};
