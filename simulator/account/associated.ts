import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { ResourceArns, ResourceType } from './resource-arns.ts';
import type { Tenants } from './tenants.ts';

/** An identity, a configuration set, a template cannot go while a tenant has it. */
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
