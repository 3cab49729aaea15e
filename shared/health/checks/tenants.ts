import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok } from '../finding.ts';
import type { Observed, ObservedSesTenant } from '../observed.ts';
import type { SesTenantState } from '../ports.ts';

const source = 'https://docs.aws.amazon.com/ses/latest/dg/tenants.html';

/** Judges each SES tenant that exists; a missing one is the finding of `ses-tenants` alone. */
const ofExisting = (
  { sesTenants }: Observed,
  judge: (state: SesTenantState, observed: ObservedSesTenant) => Judgement,
): readonly Judgement[] =>
  judged(sesTenants, '', (all) =>
    all.flatMap((observed) =>
      judged(observed.state, observed.sesTenant, (state) =>
        state === null ? [] : [judge(state, observed)],
      ),
    ),
  );

const exist: Check = {
  id: 'ses-tenants',
  finds: 'a tenant whose mail is sent as an SES tenant that does not exist',
  holds: 'each SES tenant exists',
  reads: ['ses:GetTenant'],
  source,
  judge: ({ sesTenants, place }) =>
    judged(sesTenants, '', (all) =>
      all.flatMap(({ tenantId, sesTenant, state }) =>
        judged(state, sesTenant, (found) =>
          found === null
            ? failure(
                sesTenant,
                `SES has no such tenant, and refuses every mail of tenant ${tenantId}`,
                'Make it.',
                `${place.command} tenants ses create ${tenantId}`,
              )
            : ok(sesTenant, 'exists'),
        ),
      ),
    ),
};

const status: Check = {
  id: 'ses-tenant-status',
  finds: 'an SES tenant that AWS or you have switched off',
  holds: 'no SES tenant is switched off',
  reads: ['ses:GetReputationEntity'],
  source,
  judge: (observed) =>
    ofExisting(observed, ({ byAws, byOwner, cause }, { tenantId, sesTenant }) => {
      const { command } = observed.place;
      if (byAws === 'DISABLED')
        return failure(
          sesTenant,
          `AWS has switched it off${cause === '' ? '' : `: ${cause}`}; mail of tenant ${tenantId} is held`,
          'Remove the cause; then reinstate it in the console of SES, or wait for AWS.',
          `${command} tenants ses show ${tenantId}`,
        );
      return byOwner === 'DISABLED'
        ? failure(
            sesTenant,
            `it is switched off in this account; mail of tenant ${tenantId} is held`,
            'Find out who paused it, and why; then resume it.',
            `${command} resume ${tenantId} --why REASON`,
          )
        : ok(sesTenant, byAws);
    }),
};

const associations: Check = {
  id: 'ses-tenant-resources',
  finds: 'an identity or configuration set that is not associated with an SES tenant that uses it',
  holds: 'each SES tenant has what its mail needs',
  reads: ['ses:ListTenantResources'],
  source,
  judge: (observed) =>
    ofExisting(observed, ({ resources, wanted }, { tenantId, sesTenant }) => {
      const missing = wanted.filter((arn) => !resources.includes(arn));
      return missing.length === 0
        ? ok(sesTenant, `${resources.length} resources`)
        : failure(
            sesTenant,
            `lacks ${missing.join(', ')}: SES refuses mail of tenant ${tenantId} with 403`,
            'Associate them: the command adds what is missing.',
            `${observed.place.command} tenants ses create ${tenantId}`,
          );
    }),
};

/** Tenants of SES. */
export const tenantChecks: readonly Check[] = [exist, status, associations];
