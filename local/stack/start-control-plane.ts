import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import type { Template } from '../../shared/cloudformation/template.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { type ControlState, createControlState } from '../control-plane/control-state.ts';
import type { StackContext } from './stack-context.ts';

/** The control plane of a stack, and what it says. */
export interface StackControl {
  readonly url: string;
  readonly state: ControlState;
}

/** Starts what answers in the place of AWS's control plane. */
export const startStackControl = async (
  { options, region, accountId, reach, teardown }: StackContext,
  template: Template,
  resources: readonly ResolvedResource[],
): Promise<StackControl> => {
  const state = createControlState({
    ...{ template, resources, region, accountId },
    environment: options.environment,
  });
  const { url, close } = await startControlPlane(state, 0, reach);
  teardown.add(close);
  return { url, state };
};
