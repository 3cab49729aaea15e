import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  paginateListEntitiesForPolicy,
} from '@aws-sdk/client-iam';
import type { Binding } from '../../deployment/removal-ports.ts';

/** Roles, users and groups that have a managed policy: IAM deletes none that is attached. */
export const policyBindings = async (
  client: IAMClient,
  policies: readonly string[],
): Promise<readonly Binding[]> => {
  const found: Binding[] = [];
  for (const PolicyArn of policies) {
    const has = (kind: string, name: string, release: () => Promise<unknown>): void =>
      void found.push({
        what: `the ${kind} ${name} has the policy ${PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1)}`,
        release: () => unlessMissing(release()),
      });
    for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn })) {
      for (const { RoleName = '' } of page.PolicyRoles ?? [])
        has('role', RoleName, () =>
          client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
        );
      for (const { UserName = '' } of page.PolicyUsers ?? [])
        has('user', UserName, () =>
          client.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
        );
      for (const { GroupName = '' } of page.PolicyGroups ?? [])
        has('group', GroupName, () =>
          client.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
        );
    }
  }
  return found;
};

/** What is detached already is as it should be. */
const unlessMissing = async (done: Promise<unknown>): Promise<void> => {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchEntityException')) throw error;
  }
};
