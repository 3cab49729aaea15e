// biome-ignore-all lint/suspicious/noTemplateCurlyInString: patterns of CloudFormation look like those of JavaScript
import { join } from 'node:path';
import type { StackPackage } from '../../../local/stack/stack-options.ts';
import { type Template, templateShape } from '../../../shared/cloudformation/template.ts';
import { temporaryDirectory, writeBundle } from './bundles.ts';

const lambda = (
  key: string,
  environment: Record<string, unknown> = {},
  changes: Record<string, unknown> = {},
) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: `small-${key}`,
    Handler: 'handler.handler',
    Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: `serverless/small/${key}.zip` },
    MemorySize: 128,
    Timeout: 5,
    Environment: { Variables: environment },
    ...changes,
  },
});

/**
 * The smallest template with one of everything: a queue that a function reads, a topic with both
 * kinds of subscription, a schedule.
 */
export const smallTemplate: Template = templateShape.parse({
  Resources: {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    WorkQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'small-work',
        VisibilityTimeout: 30,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
          maxReceiveCount: 20,
        },
      },
    },
    DeadLetterQueue: { Type: 'AWS::SQS::Queue' },
    NewsQueue: { Type: 'AWS::SQS::Queue' },
    NewsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'small-news' } },
    NewsToQueue: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'NewsTopic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['NewsQueue', 'Arn'] },
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: {
          $or: [{ eventType: ['Delivery', 'Send'] }, { notificationType: ['Delivery'] }],
        },
      },
    },
    NewsToFunction: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'NewsTopic' },
        Protocol: 'lambda',
        Endpoint: { 'Fn::GetAtt': ['HearLambdaFunction', 'Arn'] },
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: { $or: [{ eventType: ['Bounce'] }, { notificationType: ['Bounce'] }] },
      },
    },
    ThingsTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'small-things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    },
    ThingsBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Sub': 'small-things-${AWS::AccountId}-${AWS::Region}' } },
    },
    MainConfigurationSet: {
      Type: 'AWS::SES::ConfigurationSet',
      Properties: { Name: 'small-main' },
    },
    MainEvents: {
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      Properties: {
        ConfigurationSetName: { Ref: 'MainConfigurationSet' },
        EventDestination: {
          Name: 'news',
          Enabled: true,
          MatchingEventTypes: ['send', 'bounce'],
          SnsDestination: { TopicARN: { Ref: 'NewsTopic' } },
        },
      },
    },
    WorkLambdaFunction: lambda('work', {
      TABLE: { Ref: 'ThingsTable' },
      QUEUE: { Ref: 'WorkQueue' },
    }),
    WorkMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['WorkQueue', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['WorkLambdaFunction', 'Arn'] },
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    HearLambdaFunction: lambda('hear'),
    HearInvokeConfig: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'HearLambdaFunction' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
        },
      },
    },
    TickLambdaFunction: lambda('tick'),
    TickRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        State: 'ENABLED',
        Targets: [{ Id: 'tick', Arn: { 'Fn::GetAtt': ['TickLambdaFunction', 'Arn'] } }],
      },
    },
  },
});

/** A package of the small template with these handlers. */
export const smallPackage = async (
  handlers: Readonly<Record<'work' | 'hear' | 'tick', string>>,
): Promise<StackPackage> => {
  const directory = await temporaryDirectory();
  for (const [key, source] of Object.entries(handlers)) await writeBundle(directory, key, source);
  return { template: smallTemplate, zipOf: (key) => join(directory, `${key}.zip`) };
};
