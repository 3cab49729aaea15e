import { hash } from 'node:crypto';
import type { TemplateEnvironment } from '../../shared/cloudformation/template.ts';
import type {
  DeployedTemplate,
  PackagedService,
} from '../../shared/deployment/packaged-service.ts';

/** Account and stack of {@link smallService}. */
export const smallEnvironment: TemplateEnvironment = {
  region: 'eu-west-1',
  accountId: '111122223333',
  stackName: 'ses-pipeline-prod',
  parameters: {},
  queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
};

const bucket = { ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: {} } };

/** Each kind of resource that a deployment treats specially, once. */
const template = (folder: string): DeployedTemplate => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Conditions: { HasCustomerKey: { 'Fn::Equals': ['true', 'true'] } },
  Resources: {
    ...bucket,
    PipelineKey: {
      Type: 'AWS::KMS::Key',
      Condition: 'HasCustomerKey',
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    },
    MessagesTable: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      Properties: {
        TableName: 'ses-pipeline-prod-messages',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification: {
          'Fn::If': [
            'HasCustomerKey',
            { SSEEnabled: true, KMSMasterKeyId: { 'Fn::GetAtt': ['PipelineKey', 'Arn'] } },
            { Ref: 'AWS::NoValue' },
          ],
        },
        DeletionProtectionEnabled: true,
      },
    },
    DeadLetterQueue: {
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Retain',
      Properties: { QueueName: 'ses-pipeline-prod-dead-letters' },
    },
    TransactionalQueue: {
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Retain',
      Properties: {
        QueueName: 'ses-pipeline-prod-transactional',
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
      },
    },
    PayloadBucket: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      Properties: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders.
        BucketName: { 'Fn::Sub': 'ses-pipeline-prod-payloads-${AWS::AccountId}-${AWS::Region}' },
      },
    },
    SendLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'Retain',
      Properties: { LogGroupName: '/aws/lambda/ses-pipeline-prod-send-email' },
    },
    TransactionalConfigurationSet: {
      Type: 'AWS::SES::ConfigurationSet',
      Properties: { Name: 'ses-pipeline-prod-transactional' },
    },
    SendFunction: {
      Type: 'AWS::Lambda::Function',
      DependsOn: ['SendLogGroup'],
      Properties: {
        FunctionName: 'ses-pipeline-prod-send-email',
        ReservedConcurrentExecutions: 20,
        Code: {
          S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
          S3Key: `${folder}/send-email.zip`,
        },
      },
    },
  },
  Outputs: { TransactionalQueueUrl: { Value: { Ref: 'TransactionalQueue' } } },
});

/** A packaged service in miniature. */
export const smallService = (
  code = 'code',
  parameters: Readonly<Record<string, string>> = {},
  folder = 'serverless/ses-pipeline/prod/1-2026-11-29T12:00:00.000Z',
): PackagedService => ({
  stackName: 'ses-pipeline-prod',
  stage: 'prod',
  region: 'eu-west-1',
  core: { AWSTemplateFormatVersion: '2010-09-09', Resources: bucket },
  template: { ...template(folder), Metadata: { SesPipeline: { Parameters: parameters } } },
  folder,
  state: '{}',
  code: [
    {
      file: 'send-email.zip',
      content: Buffer.from(code),
      hash: hash('sha256', Buffer.from(code), 'base64'),
    },
  ],
  tags: { service: 'ses-pipeline', stage: 'prod' },
  parameters,
});
