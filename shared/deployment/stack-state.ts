/** What can be done with a stack in its present status. */
export type StackState =
  | { readonly kind: 'absent' }
  /** Can be updated. */
  | { readonly kind: 'ready' }
  /** An operation is under way; it ends by itself. */
  | { readonly kind: 'busy'; readonly status: string }
  /** A creation that was never executed; the stack has no resources. */
  | { readonly kind: 'shell' }
  /** A creation that failed and was undone: the stack can only be deleted. */
  | { readonly kind: 'undone'; readonly status: string }
  /** The stack takes no update until a person has helped. */
  | { readonly kind: 'stuck'; readonly status: string; readonly remedy: readonly string[] };

/** Where a stack is, for the commands that a remedy names. */
export interface StackPlace {
  readonly stackName: string;
  readonly region: string;
}

/**
 * Judges the status of a stack.
 *
 * @param status - undefined when there is no stack
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const stackState = (status: string | undefined, place: StackPlace): StackState => {
  if (status === undefined || status === 'DELETE_COMPLETE') return { kind: 'absent' };
  if (status === 'REVIEW_IN_PROGRESS') return { kind: 'shell' };
  if (status.endsWith('_IN_PROGRESS')) return { kind: 'busy', status };
  if (undone.has(status)) return { kind: 'undone', status };
  if (status.endsWith('_COMPLETE')) return { kind: 'ready' };
  return { kind: 'stuck', status, remedy: remedyFor(status, place) };
};

/** The resources of these are gone, apart from those that are retained or could not be deleted. */
const undone: ReadonlySet<string> = new Set([
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
]);

const remedyFor = (status: string, { stackName, region }: StackPlace): readonly string[] => {
  const at = `--stack-name ${stackName} --region ${region}`;
  if (status === 'DELETE_FAILED')
    return [
      'Its removal was begun and failed. Run `npx ses-pipeline remove` again: it says what stands in the way.',
    ];
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return [
      'An update failed, and undoing it failed, too. Mend the cause that the events name, then let CloudFormation go on:',
      `aws cloudformation describe-stack-events ${at} --max-items 50`,
      `aws cloudformation continue-update-rollback ${at}`,
      'With a resource that cannot be mended, name it: --resources-to-skip LOGICAL-ID',
    ];
  return [
    `See why, and mend it: aws cloudformation describe-stack-events ${at} --max-items 50`,
    'Then run this command again.',
  ];
};
