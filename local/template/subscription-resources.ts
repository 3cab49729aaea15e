import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { flag, textAttributes } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

export interface SubscriptionResource {
  readonly logicalId: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As Subscribe takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

const properties = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.optional(z.string()),
  RawMessageDelivery: z.optional(flag),
  FilterPolicyScope: z.optional(z.enum(['MessageAttributes', 'MessageBody'])),
  FilterPolicy: z.optional(z.record(z.string(), z.unknown())),
  RedrivePolicy: z.optional(z.record(z.string(), z.unknown())),
});

export const subscriptionResources = (
  resources: readonly ResolvedResource[],
): readonly SubscriptionResource[] =>
  resourcesOfType(resources, 'AWS::SNS::Subscription', (subscription) => {
    const { TopicArn, Protocol, Endpoint, ...attributes } = properties.parse(
      subscription.properties,
    );
    return {
      logicalId: subscription.logicalId,
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint ?? '',
      attributes: textAttributes(attributes),
    };
  });
