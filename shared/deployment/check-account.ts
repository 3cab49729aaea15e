import * as z from 'zod/mini';
import type { ResolvedResource } from '../cloudformation/resolve-template.ts';
import type { Concurrency } from './account-facts.ts';

/** Executions that Lambda leaves to functions that reserve none. */
const alwaysUnreserved = 100;

const reserving = z.object({ ReservedConcurrentExecutions: z.coerce.number() });

/**
 * What stands against a deployment in Lambda's quota of executions at once; undefined when it
 * suffices.
 *
 * @param wanted - resources of the new template
 * @param present - resources of the stack as it is; what they reserve is theirs already
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const concurrencyProblem = (
  { total, unreserved }: Concurrency,
  wanted: readonly ResolvedResource[],
  present: readonly ResolvedResource[],
): string | undefined => {
  const more = reservedBy(wanted) - reservedBy(present);
  if (more <= 0 || unreserved - more >= alwaysUnreserved) return undefined;
  return (
    `Lambda lets this account run ${total} executions at once, of which ${unreserved} are unreserved. ` +
    `The stage would reserve ${more} more, and ${alwaysUnreserved} must stay unreserved. ` +
    'Reserve none: --param webhookConcurrency=0 --param apiConcurrency=0 --param sesDoorConcurrency=0 (or --size small).'
  );
};

const reservedBy = (resources: readonly ResolvedResource[]): number =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ properties }) => z.safeParse(reserving, properties))
    .reduce((sum, read) => sum + (read.success ? read.data.ReservedConcurrentExecutions : 0), 0);
