import { DeploymentFailure } from './deployment-failure.ts';
import { dataKinds } from './kinds.ts';
import type { DeployedTemplate } from './packaged-service.ts';
import type { ArtifactStore, Stack, StackResource, Stacks } from './ports.ts';
import { presentService } from './present-service.ts';
import type { Binding, FindBindings, QueueCounts } from './removal-ports.ts';
import { type StackPlace, stackState } from './stack-state.ts';

/** What looking before a removal needs. */
export interface RemovalScout {
  readonly stacks: Pick<Stacks, 'find' | 'template' | 'resources'>;
  readonly store: Pick<ArtifactStore, 'hashOf'>;
  readonly queues: QueueCounts;
  readonly findBindings: FindBindings;
  readonly place: StackPlace;
}

/** What a removal will do. */
export interface RemovalPlan {
  readonly stack: Stack;
  readonly template: DeployedTemplate;
  readonly resources: readonly StackResource[];
  /** Resources that hold data and outlive the stack. */
  readonly kept: readonly StackResource[];
  /** Resources that hold data and go with the stack. */
  readonly lost: readonly StackResource[];
  readonly bindings: readonly Binding[];
  /** Queues that hold messages. */
  readonly mail: readonly { readonly queue: string; readonly messages: number }[];
}

/**
 * Looks what a removal would do.
 *
 * @returns undefined when there is no stack
 * @throws DeploymentFailure when the stack is protected, or something is under way
 */
export const planRemoval = async (scout: RemovalScout): Promise<RemovalPlan | undefined> => {
  const { stacks, place } = scout;
  const stack = await stacks.find(place.stackName);
  const state = stackState(stack?.status, place);
  if (stack === undefined || state.kind === 'absent') return undefined;
  refuse(stack, state.kind === 'busy', place);
  const template = (await presentService(scout))?.template ?? { Resources: {} };
  const resources = (await stacks.resources(stack.id)).filter(
    ({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED',
  );
  const data = resources.filter(
    ({ type, logicalId }) => dataKinds.has(type) && logicalId !== 'ServerlessDeploymentBucket',
  );
  const isKept = ({ logicalId }: StackResource): boolean =>
    /^Retain/.test(template.Resources[logicalId]?.DeletionPolicy ?? '');
  return {
    ...{ stack, template, resources },
    kept: data.filter(isKept),
    lost: data.filter((one) => !isKept(one)),
    bindings: await scout.findBindings(resources),
    mail: await mailIn(resources, scout.queues),
  };
};

const refuse = (stack: Stack, isBusy: boolean, { stackName, region }: StackPlace): void => {
  if (isBusy)
    throw new DeploymentFailure(`The stack ${stackName} is ${stack.status}.`, [
      'Wait until it has ended, then run this command again.',
    ]);
  if (stack.isProtected)
    throw new DeploymentFailure(`The stack ${stackName} is protected from deletion.`, [
      `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName} --region ${region}`,
      'Then run this command again.',
    ]);
};

const mailIn = async (resources: readonly StackResource[], queues: QueueCounts) => {
  const counted = await Promise.all(
    resources
      .filter(({ type }) => type === 'AWS::SQS::Queue')
      .map(async ({ physicalId }) => {
        const count = await queues.count(physicalId);
        return {
          queue: physicalId.slice(physicalId.lastIndexOf('/') + 1),
          messages: (count?.waiting ?? 0) + (count?.inFlight ?? 0),
        };
      }),
  );
  return counted.filter(({ messages }) => messages > 0);
};
