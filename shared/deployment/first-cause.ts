import type { StackEvent } from './ports.ts';

/** Why an operation on a stack failed. */
export interface FirstCause {
  readonly event: StackEvent;
  /** Failures after it that have a reason of their own. */
  readonly others: readonly StackEvent[];
}

/**
 * Finds the failure that made an operation fail. CloudFormation then cancels all that is under way
 * and says so of each resource and of the stack: that is the cascade, not the cause.
 *
 * @param events - of one operation, oldest first
 * @returns undefined when no event gives a reason
 */
export const firstCause = (events: readonly StackEvent[]): FirstCause | undefined => {
  const causes = events.filter(
    ({ status, reason, type, physicalId }) =>
      status.endsWith('_FAILED') &&
      reason !== undefined &&
      !cascade.test(reason) &&
      !(type === 'AWS::CloudFormation::Stack' && stackId.test(physicalId) && summary.test(reason)),
  );
  const [event, ...others] = causes;
  return event === undefined ? undefined : { event, others };
};

const cascade =
  /^Resource (?:creation|update|deletion|import) cancell?ed|^The following resource\(s\) failed to /i;
const stackId = /^arn:[^:]+:cloudformation:/;
const summary = /The following (?:resource|hook)\(s\)/;
