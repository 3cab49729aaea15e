import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { flag, number, textAttributes } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

export interface QueueResource {
  readonly name: string;
  /** As CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

const properties = z.object({
  DelaySeconds: z.optional(number),
  MaximumMessageSize: z.optional(number),
  MessageRetentionPeriod: z.optional(number),
  ReceiveMessageWaitTimeSeconds: z.optional(number),
  VisibilityTimeout: z.optional(number),
  FifoQueue: z.optional(flag),
  ContentBasedDeduplication: z.optional(flag),
  RedrivePolicy: z.optional(
    z.looseObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.optional(number) }),
  ),
});

export const queueResources = (resources: readonly ResolvedResource[]): readonly QueueResource[] =>
  resourcesOfType(resources, 'AWS::SQS::Queue', (queue) => ({
    name: queue.name,
    attributes: textAttributes(properties.parse(queue.properties)),
  }));
