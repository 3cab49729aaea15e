import type { Streams } from '../../email/streams.ts';
import type { Looks } from '../../health/looks.ts';
import type { SesTenantItems } from '../../ses-tenants/ports.ts';
import { resourceArnFor } from '../../ses-tenants/tenant-arn.ts';
import { wantedResources } from '../../ses-tenants/wanted-resources.ts';
import { sesTenants } from '../ses/ses-tenants.ts';
import type { HealthClients } from './health-clients.ts';

export interface SesTenantPlace {
  readonly items: Pick<SesTenantItems, 'read'>;
  readonly streams: () => Promise<Streams>;
  readonly wait: (ms: number) => Promise<void>;
  /** Names of the account's identities. */
  readonly identities: () => Promise<readonly string[]>;
}

/** An SES tenant with what is associated with it, and what its tenant's mail needs. */
export const lookAtSesTenants = (
  { sesv2 }: Pick<HealthClients, 'sesv2'>,
  { items, streams, wait, identities }: SesTenantPlace,
): Pick<Looks, 'sesTenant'> => {
  const ses = sesTenants(sesv2, wait);
  return {
    sesTenant: async ({ tenantId, sesTenant }) => {
      const arn = await ses.find(sesTenant);
      if (arn === undefined) return null;
      const [{ aws, customer }, resources, { settings }, names] = await Promise.all([
        ses.readStatus(arn),
        ses.listResources(sesTenant),
        items.read(tenantId),
        identities(),
      ]);
      const wanted = wantedResources({
        settings,
        streams: await streams(),
        identities: names,
        namedIdentities: [],
        templates: [],
      });
      return {
        byAws: aws.status,
        byOwner: customer.status,
        cause: aws.cause,
        resources,
        wanted:
          wanted.kind === 'wanted'
            ? wanted.resources.map((resource) => resourceArnFor(arn, resource))
            : [],
      };
    },
  };
};
