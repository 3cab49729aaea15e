import { randomBytes } from 'node:crypto';
import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { SesWorld } from '../world.ts';
import type { SuppressionReason } from './suppression-list.ts';
import { newTenant, type Tenant, type TenantSuppression } from './tenants.ts';

/** Most tenants of an AWS account in a region. */
const maxTenants = 10_000;

/** Problem of a tenant's name, in SES's words. */
const nameProblem = (name: string): string | undefined => {
  if (name.trim() === '') return 'TenantName cannot be empty';
  if (name.length > 64) return 'TenantName cannot exceed 64 characters.';
  return /^[A-Za-z0-9_-]+$/.test(name)
    ? undefined
    : `Invalid tenant name <${name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`;
};

/** The tenant that a call names, or the refusal. */
export const tenantNamed = (
  { tenants }: Pick<SesWorld, 'tenants'>,
  name: string | undefined,
): Tenant | Refusal => {
  const problem = nameProblem(name ?? '');
  if (problem !== undefined) return invalidParameter(problem);
  return (
    tenants.get(name ?? '') ?? refuse('NotFound', `The requested tenant <${name}> does not exist.`)
  );
};

/** A new tenant, not stored yet, or the refusal of its name. */
export const makeTenant = (
  { tenants, arns, accountId, clock }: SesWorld,
  name: string,
): Tenant | Refusal => {
  const problem = nameProblem(name);
  if (problem !== undefined) return invalidParameter(problem);
  if (tenants.get(name) !== undefined)
    return refuse(
      'AlreadyExists',
      `Tenant with name ${name} already exists in account ${accountId}`,
    );
  if (tenants.list().length >= maxTenants)
    return refuse('LimitExceeded', `An account has at most ${maxTenants} tenants in a region.`);
  const id = `tn-${randomBytes(15).toString('hex')}`;
  return newTenant({ name, id, createdAtMs: clock() }, arns.prefix);
};

/** Checks the suppression reasons and scope, which must be given both or not at all. */
export const readSuppression = (
  reasons: readonly SuppressionReason[] | undefined,
  scope: TenantSuppression['scope'] | undefined,
): TenantSuppression | undefined | Refusal => {
  if (reasons !== undefined && new Set(reasons).size < reasons.length)
    return invalidParameter('Each suppressed reason can only be specified at most once');
  if (reasons !== undefined && scope !== undefined) return { reasons, scope };
  if (reasons !== undefined)
    return invalidParameter(
      reasons.length === 0
        ? 'SuppressionScope is required when SuppressedReasons are provided. Valid values are: TENANT, ACCOUNT'
        : 'SuppressedReasons cannot be specified without SuppressionScope.',
    );
  return scope === undefined
    ? undefined
    : invalidParameter('SuppressionScope cannot be specified without SuppressedReasons.');
};
