import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { textAttributes } from './property-values.ts';
import { resourcesOfType } from './resources-of-type.ts';

/** What is set of a topic besides its name. */
export interface TopicSettings {
  readonly arn: string;
  /** As SetTopicAttributes takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The policy of a queue. */
export interface QueuePolicy {
  readonly queueUrl: string;
  readonly policy: string;
}

const topicProperties = z.object({ KmsMasterKeyId: z.optional(z.string()) });
const topicPolicyProperties = z.object({
  Topics: z.array(z.string()),
  PolicyDocument: z.unknown(),
});
const queuePolicyProperties = z.object({
  Queues: z.array(z.string()),
  PolicyDocument: z.unknown(),
});

/** Keys and policies of the topics. */
export const topicSettings = (resources: readonly ResolvedResource[]): readonly TopicSettings[] => [
  ...resourcesOfType(resources, 'AWS::SNS::Topic', ({ ref, properties }) => {
    const { KmsMasterKeyId } = topicProperties.parse(properties);
    return { arn: ref, attributes: textAttributes({ KmsMasterKeyId }) };
  }),
  ...resourcesOfType(resources, 'AWS::SNS::TopicPolicy', ({ properties }) => {
    const { Topics, PolicyDocument } = topicPolicyProperties.parse(properties);
    return Topics.map((arn) => ({ arn, attributes: { Policy: JSON.stringify(PolicyDocument) } }));
  }).flat(),
];

/** Policies of the queues. */
export const queuePolicies = (resources: readonly ResolvedResource[]): readonly QueuePolicy[] =>
  resourcesOfType(resources, 'AWS::SQS::QueuePolicy', ({ properties }) => {
    const { Queues, PolicyDocument } = queuePolicyProperties.parse(properties);
    return Queues.map((queueUrl) => ({ queueUrl, policy: JSON.stringify(PolicyDocument) }));
  }).flat();
