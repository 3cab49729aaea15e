// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { templateWith } from '../../local/template/packaged.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import type { TemplateEnvironment } from '../../shared/cloudformation/template.ts';
import {
  asList,
  type IamStatement,
  type PackagedService,
  packagedService,
} from '../support/packaged-template.ts';
import { dataIn, isOurs } from '../support/resource-kinds.ts';

const somewhere: TemplateEnvironment = {
  region: 'eu-west-1',
  accountId: '111122223333',
  stackName: 'ses-pipeline-dev',
  parameters: {},
  queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
};

interface BucketEncryption {
  readonly ServerSideEncryptionConfiguration: readonly {
    readonly ServerSideEncryptionByDefault: { readonly KMSMasterKeyID?: string };
  }[];
}

/** Where the key of a resource stands, by type. */
const keyIn: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => unknown>> =
  {
    'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
    'AWS::Logs::LogGroup': ({ KmsKeyId }) => KmsKeyId,
    'AWS::DynamoDB::Table': ({ SSESpecification }) =>
      (SSESpecification as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId,
    'AWS::S3::Bucket': ({ BucketEncryption }) =>
      (BucketEncryption as BucketEncryption | undefined)?.ServerSideEncryptionConfiguration[0]
        ?.ServerSideEncryptionByDefault.KMSMasterKeyID,
  };

describe('encryption', () => {
  let service: PackagedService;
  const keyStatement = (principal: string): IamStatement | undefined =>
    (service.named('PipelineKey').properties.KeyPolicy.Statement as IamStatement[]).find(
      ({ Principal }) => (Principal as { Service?: string }).Service === principal,
    );

  beforeAll(async () => {
    service = await packagedService();
  });

  it('uses our key for everything that holds data or hands it on', () => {
    const inStack = resolveTemplate(service.template, somewhere);
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/ses-pipeline-dev-PipelineKey';
    const encrypted = inStack.filter(({ logicalId, type }) => type in keyIn && isOurs(logicalId));

    expect(dataIn(service.template).map(({ id }) => id)).toEqual(
      expect.arrayContaining(
        encrypted
          .filter(({ type }) => type !== 'AWS::SNS::Topic')
          .map(({ logicalId }) => logicalId),
      ),
    );
    expect(encrypted.length).toBeGreaterThan(20);
    expect(
      encrypted.map(({ logicalId, type, properties }) => [logicalId, keyIn[type]?.(properties)]),
    ).toEqual(encrypted.map(({ logicalId }) => [logicalId, keyArn]));
  });

  it('is by keys that the services own, where the parameter says so, and nothing asks for ours then', async () => {
    const small = await templateWith(['--param', 'customerKey=false']);
    const inStack = resolveTemplate(small, somewhere);
    const withOutKey = inStack.filter(({ logicalId, type }) => type in keyIn && isOurs(logicalId));

    expect(inStack.map(({ logicalId }) => logicalId)).not.toContain('PipelineKey');
    expect(inStack.map(({ type }) => type)).not.toContain('AWS::KMS::Alias');
    expect(withOutKey.flatMap(({ type, properties }) => keyIn[type]?.(properties) ?? [])).toEqual(
      [],
    );
    for (const { type, properties } of inStack) {
      if (type === 'AWS::SQS::Queue') expect(properties.SqsManagedSseEnabled).toBe(true);
      expect(JSON.stringify(properties)).not.toMatch(/"kms:|aws:kms/);
    }
    expect(
      inStack.find(({ logicalId }) => logicalId === 'PayloadBucket')?.properties.BucketEncryption,
    ).toEqual({
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    });
    for (const [name, { Value, Condition }] of Object.entries(small.Outputs))
      expect([name, JSON.stringify(Value).includes('PipelineKey')]).toEqual([
        name,
        Condition === 'HasCustomerKey',
      ]);
  });

  it('lets CloudWatch Logs use the key for our log groups', () => {
    const statement = (
      service.named('PipelineKey').properties.KeyPolicy.Statement as IamStatement[]
    ).find(({ Sid }) => Sid === 'LogsAreKept');
    const patterns = (
      statement?.Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] as {
        'Fn::Sub': string;
      }[]
    )?.map(({ 'Fn::Sub': arn }) => arn.slice(arn.indexOf(':log-group:') + ':log-group:'.length));
    const groups = service
      .ofType('AWS::Logs::LogGroup')
      .map(({ properties }) => String(properties.LogGroupName));
    const isCovered = (group: string) =>
      patterns.some((pattern) =>
        pattern.endsWith('*') ? group.startsWith(pattern.slice(0, -1)) : group === pattern,
      );

    expect(statement?.Principal).toEqual({
      Service: { 'Fn::Sub': 'logs.${AWS::Region}.${AWS::URLSuffix}' },
    });
    expect(asList(statement?.Action ?? [])).toEqual([
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ]);
    expect(groups.filter((group) => !isCovered(group))).toEqual([]);
  });

  it('lets SES publish to the encrypted topic, for this account only', () => {
    expect(keyStatement('ses.amazonaws.com')).toMatchObject({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('lets SNS write to the encrypted queues, from our topics only', () => {
    const topics = ['FeedbackTopic', 'DeliveryTopic'].map(
      (id) => service.named(id).properties.TopicName,
    );

    expect(keyStatement('sns.amazonaws.com')).toMatchObject({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: {
        ArnEquals: {
          'aws:SourceArn': topics.map((name) => ({
            'Fn::Sub': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:${name}`,
          })),
        },
      },
    });
  });

  it('leaves the key in the hands of the account, which can always change its policy', () => {
    const [account] = service.named('PipelineKey').properties.KeyPolicy.Statement;

    expect(account.Principal).toEqual({
      AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' },
    });
    // CreateGrant is what DynamoDB needs when it makes a table.
    expect(account.Action).toEqual(
      expect.arrayContaining([
        'kms:PutKeyPolicy',
        'kms:ScheduleKeyDeletion',
        'kms:CreateGrant',
        'kms:DescribeKey',
        'kms:Decrypt',
      ]),
    );
  });

  it('turns the key over every year', () => {
    expect(service.named('PipelineKey').properties.EnableKeyRotation).toBe(true);
  });

  it('holds on the way, too: queues, topic and buckets refuse clear text', () => {
    for (const { id } of [
      ...service.ofType('AWS::SQS::Queue'),
      ...service.ofType('AWS::SNS::Topic'),
      ...service.ofType('AWS::S3::Bucket'),
    ]) {
      const denials = service.policyOn(id).filter(({ Effect }) => Effect === 'Deny');

      expect(
        denials.map(({ Principal, Condition }) => [
          Principal,
          String(Condition?.Bool?.['aws:SecureTransport']),
        ]),
      ).toEqual([['*', 'false']]);
      expect(asList(denials[0]?.Action ?? [])).toEqual([
        expect.stringMatching(/^(sqs:\*|s3:\*|sns:Publish)$/),
      ]);
    }
  });

  it('goes with buckets that nobody else can read, own or be given', () => {
    for (const { properties } of service.ofType('AWS::S3::Bucket')) {
      expect(properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
    expect(service.named('PayloadBucket').properties.OwnershipControls.Rules).toEqual([
      { ObjectOwnership: 'BucketOwnerEnforced' },
    ]);
  });
});
