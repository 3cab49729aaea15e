import type { Clock } from '../system/ports.ts';
import { DeploymentFailure } from './deployment-failure.ts';
import type { Stack, StackEvent, Stacks } from './ports.ts';

/** What following an operation needs. */
export interface Follower {
  readonly stacks: Pick<Stacks, 'find' | 'events'>;
  readonly clock: Clock;
  readonly onEvent: (event: StackEvent) => void;
}

/** How an operation ended. */
export interface Ended {
  /** Undefined when the stack is gone. */
  readonly stack: Stack | undefined;
  /** All its events, oldest first. */
  readonly events: readonly StackEvent[];
}

/** Between two looks; events come within a second or two. */
const everyMs = 3_000;
/** Longest an operation is followed; a stack of this size takes five to ten minutes. */
const patienceMs = 2 * 3_600_000;
/** Until then the status may still be the one before the operation. */
const beginMs = 30_000;
/** Looks in a row that may fail before following ends; throttling is retried before it counts. */
const mostFailures = 10;

/**
 * Follows an operation to its end, and tells each event once.
 *
 * @param stack - the id, so that a deleted stack is found, too
 * @param since - last event before the operation
 * @throws DeploymentFailure when CloudFormation does not answer for long, or the operation takes
 *   more than two hours; it goes on by itself
 */
export const followStack = async (
  { stacks, clock, onEvent }: Follower,
  stack: string,
  since: string | undefined,
): Promise<Ended> => {
  const untilMs = clock.now() + patienceMs;
  const events: StackEvent[] = [];
  const begunByMs = clock.now() + beginMs;
  let failures = 0;
  let last = since;
  let hasBegun = false;
  for (;;) {
    try {
      const now = await stacks.find(stack);
      for (const event of await stacks.events(stack, last)) {
        events.push(event);
        last = event.id;
        onEvent(event);
      }
      failures = 0;
      hasBegun ||= events.length > 0 || now === undefined || isUnderWay(now.status);
      const isOver = now === undefined || !isUnderWay(now.status);
      if (isOver && (hasBegun || clock.now() >= begunByMs)) return { stack: now, events };
    } catch (error) {
      failures += 1;
      if (failures >= mostFailures) throw lost(error);
    }
    if (clock.now() >= untilMs) throw lost(undefined);
    await clock.sleepUntil(clock.now() + everyMs);
  }
};

const isUnderWay = (status: string): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

const lost = (cause: unknown): DeploymentFailure =>
  new DeploymentFailure(
    cause === undefined
      ? 'The operation on the stack has not ended within two hours; it goes on by itself.'
      : 'CloudFormation does not answer any more; the operation on the stack goes on by itself.',
    ['Run the same command again: it follows the operation that is under way, then goes on.'],
    { cause },
  );

/** Id of the last event of a stack, from which an operation is followed; undefined without one. */
export const lastEventOf = async (
  stacks: Pick<Stacks, 'events'>,
  stack: string,
): Promise<string | undefined> => (await stacks.events(stack, undefined)).at(-1)?.id;
