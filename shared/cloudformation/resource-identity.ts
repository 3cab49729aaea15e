import { createHash } from 'node:crypto';
import type { TemplateEnvironment } from './template.ts';

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
};

/** Property that holds the name of a resource of this type; undefined when there is none. */
export const nameProperty = (type: string): string | undefined => nameProperties[type];

/** Results of `Ref` and `Fn::GetAtt` for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** UUID of an event source mapping, which has no name; the same at every start. */
const mappingId = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** Identity of a resource, made as CloudFormation would, but readable. */
export const identityOf = (
  type: string,
  name: string,
  environment: TemplateEnvironment,
): Identity => {
  const { region, accountId, queueUrl } = environment;
  const arn = (service: string, rest: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${rest}`;
  switch (type) {
    case 'AWS::SQS::Queue':
      return {
        ref: queueUrl(name),
        attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl(name) },
      };
    case 'AWS::SNS::Topic':
      return { ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } };
    case 'AWS::DynamoDB::Table':
      return {
        ref: name,
        attributes: {
          Arn: arn('dynamodb', `table/${name}`),
          StreamArn: arn('dynamodb', `table/${name}/stream/local`),
        },
      };
    case 'AWS::S3::Bucket':
      return {
        ref: name,
        attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
      };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::Lambda::EventSourceMapping': {
      const id = mappingId(name);
      return {
        ref: id,
        attributes: { Id: id, EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`) },
      };
    }
    case 'AWS::IAM::Role':
      return {
        ref: name,
        attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: name },
      };
    case 'AWS::IAM::ManagedPolicy':
      return { ref: `arn:aws:iam::${accountId}:policy/${name}`, attributes: {} };
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    case 'AWS::Events::EventBus':
      return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`), Name: name } };
    case 'AWS::Events::Rule':
      return { ref: name, attributes: { Arn: arn('events', `rule/${name}`) } };
    default: {
      const service = (type.split('::')[1] ?? 'unknown').toLowerCase();
      return { ref: name, attributes: { Arn: arn(service, name) } };
    }
  }
};
