import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { type DoctorWorld, subscribeAddress } from './doctor-world.ts';
import type { Fault } from './fault.ts';

const topicOf = ({ stack }: DoctorWorld, name: string): string => {
  const arn = stack.endpoints.topics[name];
  if (arn === undefined) throw new Error(`There is no topic ${name}.`);
  return arn;
};

/** Sets an attribute of a topic; the end puts it back. */
const onTopic =
  (name: string, AttributeName: string, value: string): Fault['plant'] =>
  async (world) => {
    const TopicArn = topicOf(world, name);
    const { Attributes } = await world.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const put = (AttributeValue: string | undefined) =>
      world.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    await put(value);
    return () => put(Attributes?.[AttributeName]);
  };

const subscriptionOf = async (world: DoctorWorld, topic: string, endpoint: string) => {
  const { Subscriptions = [] } = await world.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicOf(world, topic) }),
  );
  const found = Subscriptions.find((one) => one.Endpoint?.endsWith(endpoint));
  if (found === undefined) throw new Error(`${endpoint} is not subscribed to ${topic}.`);
  return found;
};

/** Sets an attribute of a subscription; the end sets it to another value. */
const onSubscription =
  (
    topic: string,
    endpoint: string,
    AttributeName: string,
    value: string,
    back: string,
  ): Fault['plant'] =>
  async (world) => {
    const { SubscriptionArn } = await subscriptionOf(world, topic, endpoint);
    const put = (AttributeValue: string) =>
      world.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    await put(value);
    return () => put(back);
  };

const queueOf = ({ stack }: DoctorWorld, name: string): string => {
  const url = stack.endpoints.queues[name];
  if (url === undefined) throw new Error(`There is no queue ${name}.`);
  return url;
};

/** Sets an attribute of a queue; the end puts it back. */
const onQueue =
  (name: string, attribute: QueueAttributeName, value: string): Fault['plant'] =>
  async (world) => {
    const QueueUrl = queueOf(world, name);
    const { sqs } = world.clients;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [attribute] }),
    );
    const put = (text: string) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { [attribute]: text } }));
    await put(value);
    return () => put(Attributes?.[attribute] ?? '');
  };

/** Changes the mapping of the feedback queue; the end puts it back. */
const onFeedbackMapping =
  (changes: object, back: object): Fault['plant'] =>
  async ({ lambda }) => {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: 'ses-pipeline-dev-record-delivery' }),
    );
    const UUID = EventSourceMappings[0]?.UUID ?? '';
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...changes }));
    return async () => {
      for (let tries = 0; ; tries += 1)
        try {
          return await lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...back }));
        } catch (error) {
          // A mapping that is being disabled takes no change until its last batch has ended.
          if (tries === 100) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
    };
  };

/** Faults of topics, subscriptions, queues and what reads them. */
export const topicFaults: readonly Fault[] = [
  {
    name: 'the topic of the alarms is missing',
    check: 'topics',
    plant: async (world) => {
      const TopicArn = topicOf(world, 'alarm');
      const { Attributes = {} } = await world.sns.send(new GetTopicAttributesCommand({ TopicArn }));
      await world.sns.send(new DeleteTopicCommand({ TopicArn }));
      return async () => {
        const { Policy = '', KmsMasterKeyId = '' } = Attributes;
        await world.sns.send(
          new CreateTopicCommand({
            Name: TopicArn.slice(TopicArn.lastIndexOf(':') + 1),
            Attributes: { Policy, KmsMasterKeyId },
          }),
        );
        await subscribeAddress(world);
      };
    },
  },
  {
    name: 'SES may not publish bounces',
    check: 'topic-policy',
    plant: onTopic('feedback', 'Policy', '{"Statement":[]}'),
  },
  {
    name: 'CloudWatch may not publish alarms',
    check: 'topic-policy',
    plant: onTopic('alarm', 'Policy', '{"Statement":[]}'),
  },
  {
    name: 'a topic is encrypted by a key of AWS',
    check: 'topic-encryption',
    plant: onTopic('delivery', 'KmsMasterKeyId', 'alias/aws/sns'),
  },
  {
    name: 'record-bounce is not subscribed',
    check: 'subscriptions',
    plant: async (world) => {
      const { SubscriptionArn, TopicArn, Endpoint } = await subscriptionOf(
        world,
        'feedback',
        'function:ses-pipeline-dev-record-bounce',
      );
      await world.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      return async () => {
        const made = await world.sns.send(
          new SubscribeCommand({
            TopicArn,
            Protocol: 'lambda',
            Endpoint,
            Attributes: {
              FilterPolicy: '{"eventType":["Bounce"]}',
              FilterPolicyScope: 'MessageBody',
              RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:any"}',
            },
          }),
        );
        await world.sns.send(
          new ConfirmSubscriptionCommand({ TopicArn, Token: made.SubscriptionArn }),
        );
      };
    },
  },
  {
    name: 'a subscription is not confirmed',
    check: 'subscriptions',
    plant: async (world) => {
      const endpoint = 'function:ses-pipeline-dev-record-complaint';
      const { SubscriptionArn, TopicArn, Endpoint } = await subscriptionOf(
        world,
        'feedback',
        endpoint,
      );
      await world.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      const made = await world.sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'lambda',
          Endpoint,
          Attributes: {
            FilterPolicy: '{"eventType":["Complaint"]}',
            FilterPolicyScope: 'MessageBody',
            RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:any"}',
          },
        }),
      );
      return () =>
        world.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: made.SubscriptionArn }));
    },
  },
  {
    name: 'deliveries come raw',
    check: 'raw-delivery',
    plant: onSubscription(
      'delivery',
      'ses-pipeline-dev-feedback',
      'RawMessageDelivery',
      'true',
      'false',
    ),
  },
  {
    name: 'a filter keeps bounces from who records them',
    check: 'subscription-filter',
    plant: onSubscription(
      'feedback',
      'function:ses-pipeline-dev-record-bounce',
      'FilterPolicy',
      '{"eventType":["Complaint"]}',
      '{"eventType":["Bounce"]}',
    ),
  },
  {
    name: 'a subscription has no dead letters',
    check: 'subscription-dead-letters',
    plant: onSubscription(
      'feedback',
      'function:ses-pipeline-dev-record-complaint',
      'RedrivePolicy',
      '',
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:any"}',
    ),
  },
  {
    name: 'nobody gets the alarms',
    check: 'alarm-subscriber',
    plant: async (world) => {
      const { SubscriptionArn } = await subscriptionOf(world, 'alarm', 'ops@example.com');
      await world.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      return () => subscribeAddress(world);
    },
  },
  {
    name: 'the mail of the alarms was not confirmed',
    check: 'alarm-subscriber',
    plant: async (world) => {
      const { SubscriptionArn, TopicArn } = await subscriptionOf(world, 'alarm', 'ops@example.com');
      await world.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      const made = await world.sns.send(
        new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
      );
      return () =>
        world.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: made.SubscriptionArn }));
    },
  },
  {
    name: 'a dead-letter queue is missing',
    check: 'queues',
    plant: async (world) => {
      const QueueUrl = queueOf(world, 'scheduleDeadLetters');
      await world.clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
      return () =>
        world.clients.sqs.send(
          new CreateQueueCommand({ QueueName: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) }),
        );
    },
  },
  {
    name: 'SNS may not write to the feedback queue',
    check: 'queue-policy',
    plant: onQueue('feedback', 'Policy', '{"Statement":[]}'),
  },
  {
    name: 'a queue has no dead letters',
    check: 'queue-dead-letters',
    plant: onQueue('bulk', 'RedrivePolicy', ''),
  },
  {
    name: 'the visibility timeout is too short',
    check: 'visibility-timeout',
    plant: onQueue('transactional', 'VisibilityTimeout', '30'),
  },
  {
    name: 'a mail is a dead letter',
    check: 'dead-letters',
    plant: async (world) => {
      const QueueUrl = queueOf(world, 'deadLetters');
      await world.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
      return () => world.clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
  },
  {
    name: 'nobody reads the feedback queue',
    check: 'event-sources',
    plant: onFeedbackMapping({ Enabled: false }, { Enabled: true }),
  },
  {
    name: 'one failed event repeats its whole batch',
    check: 'item-failures',
    plant: onFeedbackMapping(
      { FunctionResponseTypes: [] },
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    ),
  },
];
