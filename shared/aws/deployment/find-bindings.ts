import type { FindBindings } from '../../deployment/removal-ports.ts';
import type { BindingClients } from './binding-clients.ts';
import { policyBindings } from './policy-bindings.ts';
import { identityBindings, tenantBindings } from './ses-bindings.ts';

/**
 * Finds what holds on to a stack from outside: SES tenants that are associated with its
 * configuration sets, identities whose default one of these is, and roles, users and groups that
 * have its policies. CloudFormation cannot delete what such a thing uses.
 */
export const findBindings =
  (clients: BindingClients): FindBindings =>
  async (resources) => {
    const idsOf = (type: string): readonly string[] =>
      resources.filter((one) => one.type === type).map(({ physicalId }) => physicalId);
    const sets = idsOf('AWS::SES::ConfigurationSet');
    return [
      ...(await tenantBindings(clients, sets)),
      ...(await identityBindings(clients, new Set(sets))),
      ...(await policyBindings(clients.iam, idsOf('AWS::IAM::ManagedPolicy'))),
    ];
  };
