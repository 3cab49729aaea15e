import { DeploymentFailure } from './deployment-failure.ts';
import { type Follower, followStack, lastEventOf } from './follow-stack.ts';
import type { Stack, Stacks } from './ports.ts';
import { type StackPlace, stackState } from './stack-state.ts';

/** What bringing a stack into a usable state needs. */
export interface StackKeeper extends Follower {
  readonly stacks: Pick<Stacks, 'find' | 'events' | 'remove'>;
  readonly place: StackPlace;
  /** Told what is being done, for people. */
  readonly onStep: (step: string) => void;
}

/**
 * Makes a stack fit for a change: waits for what is under way, and deletes what a failed creation
 * left, which is a stack without resources. Returns the stack when it is there to be updated.
 *
 * @throws DeploymentFailure when a person has to help first
 */
export const makeReady = async (keeper: StackKeeper): Promise<Stack | undefined> => {
  const { place, onStep } = keeper;
  const stack = await settledStack(keeper);
  const state = stackState(stack?.status, place);
  if (stack === undefined || state.kind === 'absent') return undefined;
  if (state.kind === 'ready') return stack;
  if (state.kind === 'stuck')
    throw new DeploymentFailure(
      `The stack ${place.stackName} is ${state.status} and takes no change.`,
      state.remedy,
    );
  onStep('Deleting the empty stack that a failed creation left');
  await deleteStack(keeper, stack);
  return undefined;
};

const deleteStack = async (keeper: StackKeeper, stack: Stack): Promise<void> => {
  const { stacks, place } = keeper;
  const since = await lastEventOf(stacks, stack.id);
  await stacks.remove(stack.id);
  const { stack: left } = await followStack(keeper, stack.id, since);
  if (left !== undefined && left.status !== 'DELETE_COMPLETE')
    throw new DeploymentFailure(
      `The stack ${place.stackName} that a failed creation left cannot be deleted: ${left.statusReason ?? left.status}`,
      [
        `aws cloudformation delete-stack --stack-name ${place.stackName} --region ${place.region}`,
        'Then run this command again.',
      ],
    );
};

/** Waits for an operation that is under way. Returns the stack; undefined when there is none. */
export const settledStack = async (keeper: StackKeeper): Promise<Stack | undefined> => {
  const { stacks, place, onStep } = keeper;
  for (;;) {
    const stack = await stacks.find(place.stackName);
    const state = stackState(stack?.status, place);
    if (stack === undefined || state.kind !== 'busy') return stack;
    onStep(`Waiting for what is under way on ${place.stackName}: ${state.status}`);
    await followStack(keeper, stack.id, await lastEventOf(stacks, stack.id));
  }
};
