import type { PolicyConditions, PolicyStatement } from './policy-document.ts';

/** A statement that allows actions of one service. */
export const allowing = (
  sid: string,
  service: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: PolicyConditions,
): PolicyStatement => ({
  Sid: sid,
  Effect: 'Allow',
  Action: actions.map((action) => `${service}:${action}`),
  Resource: resources,
  ...(condition === undefined ? {} : { Condition: condition }),
});

/**
 * Only when CloudFormation makes the call for whoever deploys: for what has no name by which it
 * could be told.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
export const byCloudFormation: PolicyConditions = {
  'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] },
};
