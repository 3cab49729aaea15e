import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TopicSettings } from '../template/policy-resources.ts';
import type { StackResources } from '../template/stack-resources.ts';
import type { SubscriptionResource } from '../template/subscription-resources.ts';
import { overrideVisibility } from './override-visibility.ts';

/** Clients of the local engines. */
export interface EngineClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly close: () => void;
}

/** Credentials for the engines, which accept any; the file `env` has the same. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/**
 * Creates queues and topics with their policies, subscriptions, tables and buckets. The engine
 * delivers to queues only; a subscription of a function is there to be looked at, and a bridge
 * delivers in its place.
 *
 * @param visibilitySeconds - visibility timeout of every queue that has one; see {@link
 *   overrideVisibility}
 */
export const createResources = async (
  resources: StackResources,
  clients: EngineClients,
  visibilitySeconds?: number,
): Promise<void> => {
  const { sqs, sns, dynamodb, s3 } = clients;
  const attributesOf = (attributes: Readonly<Record<string, string>>): Record<string, string> => ({
    ...(visibilitySeconds === undefined
      ? attributes
      : overrideVisibility(attributes, visibilitySeconds)),
  });

  await Promise.all([
    ...resources.queues.map(({ name, attributes }) =>
      sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributesOf(attributes) })),
    ),
    ...resources.topics.map((name) => sns.send(new CreateTopicCommand({ Name: name }))),
    ...resources.buckets.map((name) => s3.send(new CreateBucketCommand({ Bucket: name }))),
    ...resources.tables.map(({ name, ...schema }) =>
      dynamodb.send(
        new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...schema }),
      ),
    ),
  ]);
  await Promise.all([
    ...resources.subscriptions
      .filter(({ protocol }) => protocol === 'sqs' || protocol === 'lambda')
      .map((subscription) => subscribe(sns, subscription)),
    ...resources.topicSettings.map((settings) => setTopic(sns, settings)),
    ...resources.queuePolicies.map(({ queueUrl, policy }) =>
      sqs.send(
        new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policy } }),
      ),
    ),
  ]);
};

const subscribe = async (
  sns: SNSClient,
  { topicArn, protocol, endpoint, attributes }: SubscriptionResource,
): Promise<void> => {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: protocol,
      Endpoint: endpoint,
      Attributes: { ...attributes },
    }),
  );
  // AWS confirms functions at once; the engine, only queues. Its token is the ARN.
  if (protocol === 'lambda')
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: SubscriptionArn }));
};

const setTopic = async (sns: SNSClient, { arn, attributes }: TopicSettings): Promise<void> => {
  for (const [AttributeName, AttributeValue] of Object.entries(attributes))
    await sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName, AttributeValue }));
};

/** Clients for engines at these URLs. They do not use the developer's environment and profile. */
export const createEngineClients = (
  region: string,
  queueEngineUrl: string,
  tableEngineUrl: string,
): EngineClients => {
  const queueEngine = { region, endpoint: queueEngineUrl, credentials: localCredentials };
  // The loopback corrupts nothing, so messages are not checked against a checksum.
  const sqs = new SQSClient({ ...queueEngine, md5: false });
  const sns = new SNSClient(queueEngine);
  const s3 = new S3Client({ ...queueEngine, forcePathStyle: true });
  const dynamodb = new DynamoDBClient({
    region,
    endpoint: tableEngineUrl,
    credentials: localCredentials,
  });
  return {
    sqs,
    sns,
    s3,
    dynamodb,
    close: () => {
      for (const client of [sqs, sns, s3, dynamodb]) client.destroy();
    },
  };
};
