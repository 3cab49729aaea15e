import type { StackEvent as SdkStackEvent } from '@aws-sdk/client-cloudformation';
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackEvent } from '../../deployment/ports.ts';

/** Pages read back at most; CloudFormation gives a hundred events a page. */
const mostPages = 20;

/**
 * Events of a stack after a given one, oldest first; without it the last one alone. CloudFormation
 * answers newest first, so only what is new is read.
 */
export const stackEvents = async (
  client: CloudFormationClient,
  stack: string,
  after: string | undefined,
): Promise<readonly StackEvent[]> => {
  const newestFirst: StackEvent[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.send(
      new DescribeStackEventsCommand({ StackName: stack, NextToken }),
    );
    const events = (answer.StackEvents ?? []).map(eventOf);
    if (after === undefined) return events.slice(0, 1);
    const known = events.findIndex(({ id }) => id === after);
    newestFirst.push(...(known < 0 ? events : events.slice(0, known)));
    NextToken = answer.NextToken;
    if (known >= 0 || NextToken === undefined) break;
  }
  return newestFirst.reverse();
};

const eventOf = (event: SdkStackEvent): StackEvent => ({
  id: event.EventId ?? '',
  atMs: event.Timestamp?.getTime() ?? 0,
  logicalId: event.LogicalResourceId ?? '',
  physicalId: event.PhysicalResourceId ?? '',
  type: event.ResourceType ?? '',
  status: event.ResourceStatus ?? '',
  reason: event.ResourceStatusReason,
});
