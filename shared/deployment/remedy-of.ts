import type { StackPlace } from './stack-state.ts';

/** What failed: CloudFormation's reason, and the type of the resource. */
export interface FailedStep {
  readonly reason: string;
  readonly type: string;
}

interface Remedy {
  readonly pattern: RegExp;
  readonly say: (match: RegExpExecArray, step: FailedStep, place: StackPlace) => readonly string[];
}

/**
 * What to do about a failed step of a stack; empty when we do not know better than CloudFormation's
 * own words.
 */
export const remedyOf = (step: FailedStep, place: StackPlace): readonly string[] => {
  for (const { pattern, say } of remedies) {
    const match = pattern.exec(step.reason);
    if (match !== null) return say(match, step, place);
  }
  return [];
};

/** The first that fits counts. */
const remedies: readonly Remedy[] = [
  {
    pattern: /UnreservedConcurrentExecution|ReservedConcurrentExecutions for function/,
    say: () => [
      "Lambda's quota of concurrent executions is too small to reserve some. Deploy without: --param webhookConcurrency=0 --param apiConcurrency=0 --param sesDoorConcurrency=0",
      'Or ask AWS for a higher quota: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
    ],
  },
  {
    pattern: /is not authorized to perform: (?:"|')?([A-Za-z0-9-]+:[A-Za-z0-9*]+)/,
    say: ([, action = '']) => [
      `You lack the permission ${action}. All that a deployment needs: npx ses-pipeline policy deployer`,
    ],
  },
  {
    pattern: /AccessDenied|not authorized|explicit deny/i,
    say: () => [
      'You lack a permission. All that a deployment needs: npx ses-pipeline policy deployer',
    ],
  },
  {
    pattern: /already exists|AlreadyExists|already been taken|BucketAlreadyOwnedByYou/,
    say: (_match, { type }) => [
      `Something of this name is in the account already${type === '' ? '' : ` (${type})`} and cannot be taken over. Delete or rename it, or deploy another stage.`,
    ],
  },
  {
    pattern: /Rate exceeded|Throttling|TooManyRequests|Too Many Requests/i,
    say: () => ['AWS was asked too much at once. Wait a minute, then run the same command again.'],
  },
  {
    pattern: /LimitExceeded|limit .*exceeded|quota/i,
    say: () => [
      'A quota of the account is used up. Raise it in the console under Service Quotas, or delete what nobody uses.',
    ],
  },
  {
    pattern: /bucket you tried to delete is not empty/i,
    say: (_match, _step, { stackName }) => [
      `A bucket holds objects again. Delete them with the stage's data: npx ses-pipeline --stage ${stageIn(stackName)} remove --delete-data`,
    ],
  },
  {
    pattern: /Cannot delete a policy attached to entities|DeleteConflict/,
    say: () => ['A role or user still has the policy. Run the same command again: it detaches it.'],
  },
];

const stageIn = (stackName: string): string => stackName.replace(/^ses-pipeline-/, '');
