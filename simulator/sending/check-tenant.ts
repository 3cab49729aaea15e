import type { Mail } from '../../shared/ses-api/mail/read-mail.ts';
import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { ResourceArns } from '../account/resource-arns.ts';
import { missingResources, sendingStatusOf, type Tenant } from '../account/tenants.ts';
import type { OutboxOptions } from './outbox-options.ts';

type State = Pick<OutboxOptions, 'tenants' | 'identities' | 'arns' | 'accountId'>;

/** Checks that the tenant that the mail names exists. SES checks this before anything else. */
export const checkTenantExists = (
  { tenants, accountId }: State,
  { tenant, submission: { operation } }: Mail,
): Refusal | undefined => {
  if (tenant === undefined) return undefined;
  if (operation === 'SendRawEmail')
    return invalidParameter(
      'The simulator does not simulate the header X-SES-TENANT in SendRawEmail, because it is not documented there: leave it out, or send with the v2 API.',
    );
  return tenants.get(tenant) === undefined
    ? refuse('NotFound', `Tenant ${tenant} for AwsAccountId ${accountId} not found.`)
    : undefined;
};

export const checkTenantSending = (
  { tenants }: State,
  { tenant: name }: Mail,
): Refusal | undefined => {
  const tenant = name === undefined ? undefined : tenants.get(name);
  return tenant !== undefined && sendingStatusOf(tenant) === 'DISABLED'
    ? refuse('SendingPausedException', `Sending is paused for tenant <${tenant.name}>.`)
    : undefined;
};

/**
 * Checks that everything that the mail uses is associated with its tenant. SES names all resources
 * that are not.
 */
export const checkTenantResources = (state: State, mail: Mail): Refusal | undefined => {
  const tenant = mail.tenant === undefined ? undefined : state.tenants.get(mail.tenant);
  const missing = tenant === undefined ? [] : missingOf(state.arns, state, mail, tenant);
  return missing.length === 0
    ? undefined
    : refuse('AccessDenied', `Tenant not associated with resources [${missing.join(', ')}].`, 403);
};

const missingOf = (
  arns: ResourceArns,
  { identities }: State,
  { source, configurationSet, submission: { content } }: Mail,
  tenant: Tenant,
): readonly string[] => {
  const identity = source === undefined ? undefined : identities.covering(source);
  return missingResources(tenant, [
    ...(identity === undefined ? [] : [arns.of('identity', identity.name)]),
    ...(configurationSet === undefined ? [] : [arns.of('configuration-set', configurationSet)]),
    ...(content.kind === 'template' && content.template.kind === 'stored'
      ? [arns.of('template', content.template.name)]
      : []),
  ]);
};
