import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { ResourceArns, ResourceType } from './resource-arns.ts';
import type { Tenants } from './tenants.ts';

/**
 * Refusal of the deletion of an identity, configuration set or template while a tenant is
 * associated with it.
 */
export const checkNotAssociated = (
  { tenants, arns }: { readonly tenants: Tenants; readonly arns: ResourceArns },
  type: ResourceType,
  name: string,
): Refusal | undefined => {
  const arn = arns.of(type, name);
  return tenants.list().some(({ resources }) => resources.some((one) => one.arn === arn))
    ? invalidParameter(
        `Cannot delete <${arn}> because it has tenant associations. Remove all tenant associations and try again.`,
      )
    : undefined;
};
