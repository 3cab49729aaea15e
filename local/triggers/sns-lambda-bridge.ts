import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { InvokeAsynchronously } from '../lambda/asynchronous-invocation.ts';
import type { SubscriptionResource } from '../template/subscription-resources.ts';
import { type QueuePoller, startQueuePoller } from './queue-poller.ts';
import { toSnsEvent } from './sns-event.ts';

export interface SnsLambdaBridgeOptions {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly region: string;
  readonly accountId: string;
  /** A subscription with the protocol `lambda`. */
  readonly subscription: SubscriptionResource;
  readonly invoke: InvokeAsynchronously;
  readonly onProblem: (problem: string) => void;
}

/**
 * Most events of one subscription that are handled at a time; Lambda would start as many containers
 * as there are events.
 */
const CONCURRENCY = 3;

/**
 * Visibility timeout; s. Longer than any event takes with its retries, so that the bridge hands
 * each over once.
 */
const VISIBILITY_SECONDS = 43_200;

/**
 * Starts a subscription of a function to a topic. An internal queue with the same filter policy
 * replaces the subscription, and each message in it becomes one asynchronous invocation.
 */
export const startSnsLambdaBridge = async (
  options: SnsLambdaBridgeOptions,
): Promise<QueuePoller> => {
  const { sqs, sns, region, accountId, subscription, invoke, onProblem } = options;
  const name = `local-subscription-${subscription.logicalId}`.slice(0, 80);
  const queueArn = `arn:aws:sqs:${region}:${accountId}:${name}`;
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    }),
  );
  const { SubscriptionArn = '' } = await sns.send(
    new SubscribeCommand({
      TopicArn: subscription.topicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      // A function always gets the whole notification.
      Attributes: { ...subscription.attributes, RawMessageDelivery: 'false' },
    }),
  );
  return startQueuePoller({
    sqs,
    queueUrl: QueueUrl,
    queueArn,
    region,
    settings: {
      batchSize: 1,
      batchingWindowSeconds: 0,
      maximumConcurrency: CONCURRENCY,
      reportsItemFailures: false,
    },
    invoke: async ({ Records }) => {
      for (const { body } of Records) await invoke(toSnsEvent(body, SubscriptionArn));
      // The message is deleted whatever the result, because the invocation has its own retries and
      // dead letters.
      return { kind: 'ok', payload: 'null', requestId: '' };
    },
    onProblem,
  });
};
