import { findRemedy } from '../remedies/find-remedy.ts';
import type { Clock } from '../system/ports.ts';
import { DeploymentFailure } from './deployment-failure.ts';
import { firstCause } from './first-cause.ts';
import { followStack, lastEventOf } from './follow-stack.ts';
import type { Change, ChangeSet, ChangeSetRequest, Stack, StackEvent, Stacks } from './ports.ts';
import type { StackPlace } from './stack-state.ts';

/** What running a change set needs. */
export interface ChangeSetRunner {
  readonly stacks: Stacks;
  readonly clock: Clock;
  readonly place: StackPlace;
  readonly onEvent: (event: StackEvent) => void;
  /** Asked whether to go on, with what will change; nothing has changed yet. */
  readonly approve: (changes: readonly Change[]) => Promise<boolean>;
}

export type ChangeSetEnd =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly stack: Stack };

/** CloudFormation makes a change set of this size within seconds. */
const madeWithinMs = 10 * 60_000;
const lookEveryMs = 1_500;

/**
 * Makes a change set, executes it and follows it to its end. CloudFormation deletes all others of
 * the stack then, those too that interrupted runs left.
 *
 * @throws DeploymentFailure with the first cause and its remedy; the stack is then rolled back
 */
export const runChangeSet = async (
  runner: ChangeSetRunner,
  request: ChangeSetRequest,
): Promise<ChangeSetEnd> => {
  const { stacks, place, approve } = runner;
  const { stackName } = place;
  await stacks.createChangeSet(stackName, request);
  const made = await waitUntilMade(runner, request.name);
  if (made.status !== 'CREATE_COMPLETE') {
    await stacks.deleteChangeSet(stackName, request.name);
    if (isEmpty(made)) return { kind: 'unchanged' };
    throw refused(made.reason);
  }
  if (!(await approve(made.changes))) {
    await stacks.deleteChangeSet(stackName, request.name);
    throw new DeploymentFailure('Stopped before anything was changed.');
  }
  const stack = await stacks.find(stackName);
  const since = await lastEventOf(stacks, stackName);
  await stacks.executeChangeSet(stackName, request.name);
  return endOf(await followStack(runner, stack?.id ?? stackName, since), place);
};

const waitUntilMade = async (
  { stacks, clock, place: { stackName } }: ChangeSetRunner,
  name: string,
): Promise<ChangeSet> => {
  const untilMs = clock.now() + madeWithinMs;
  for (;;) {
    const set = await stacks.changeSet(stackName, name);
    if (!set.status.endsWith('_PENDING') && !set.status.endsWith('_IN_PROGRESS')) return set;
    if (clock.now() >= untilMs)
      throw new DeploymentFailure(
        `CloudFormation has not made the change set ${name} within ten minutes.`,
        ['Nothing was changed. Run the same command again.'],
      );
    await clock.sleepUntil(clock.now() + lookEveryMs);
  }
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
const isEmpty = ({ status, reason }: ChangeSet): boolean =>
  status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(reason ?? '');

const refused = (reason: string | undefined): DeploymentFailure =>
  new DeploymentFailure(`CloudFormation refuses the change: ${reason ?? 'it gives no reason'}`, [
    'Nothing was changed.',
    ...remedyOf(reason),
  ]);

/** Statuses in which what was asked for is there. */
const done: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

const endOf = (
  { stack, events }: { readonly stack: Stack | undefined; readonly events: readonly StackEvent[] },
  place: StackPlace,
): ChangeSetEnd => {
  if (stack !== undefined && done.has(stack.status)) return { kind: 'changed', stack };
  throw failureOf(stack, events, place);
};

/** The failure of an operation that CloudFormation did not bring to a good end. */
export const failureOf = (
  stack: Stack | undefined,
  events: readonly StackEvent[],
  place: StackPlace,
): DeploymentFailure => {
  const cause = firstCause(events);
  const status = stack?.status ?? 'gone';
  if (cause === undefined)
    return new DeploymentFailure(
      `The stack ${place.stackName} is ${status}: ${stack?.statusReason ?? 'CloudFormation gives no reason'}`,
    );
  const { event, others } = cause;
  const also = others.length === 0 ? '' : ` (${others.length} more failed at the same time)`;
  return new DeploymentFailure(
    `${event.logicalId} (${event.type}) failed${also}: ${event.reason ?? ''}`,
    [...remedyOf(event.reason), aftermath(status)],
  );
};

/** What to do about CloudFormation's reason; nothing where the table does not know better. */
const remedyOf = (reason = ''): readonly string[] => {
  const found = findRemedy({ origin: 'cloudformation', texts: [reason] });
  return found === undefined ? [] : [found.remedy];
};

const aftermath = (status: string): string => {
  if (status.endsWith('ROLLBACK_COMPLETE'))
    return 'CloudFormation has undone the whole change, so everything is as it was before. Run the same command again once the cause is mended.';
  if (status === 'gone') return 'CloudFormation has undone the whole change.';
  return `The stack is now ${status}. Run the same command again once the cause is mended; it says what else is to be done.`;
};
