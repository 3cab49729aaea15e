// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  asList,
  type IamStatement,
  type PackagedService,
  packagedService,
} from '../support/packaged-template.ts';

const key = { 'Fn::GetAtt': ['PipelineKey', 'Arn'] };

describe('encryption', () => {
  let service: PackagedService;
  const keyStatement = (principal: string): IamStatement | undefined =>
    (service.named('PipelineKey').properties.KeyPolicy.Statement as IamStatement[]).find(
      ({ Principal }) => (Principal as { Service?: string }).Service === principal,
    );

  beforeAll(async () => {
    service = await packagedService();
  });

  it('uses our key for every queue, topic, table and for the payloads', () => {
    const queuesAndTopics = [
      ...service.ofType('AWS::SQS::Queue'),
      ...service.ofType('AWS::SNS::Topic'),
    ];

    expect(queuesAndTopics).toHaveLength(10);
    for (const { properties } of queuesAndTopics) expect(properties.KmsMasterKeyId).toEqual(key);
    for (const { properties } of service.ofType('AWS::DynamoDB::Table')) {
      expect(properties.SSESpecification).toEqual({
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: key,
      });
    }
    expect(
      service.named('PayloadBucket').properties.BucketEncryption
        .ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault,
    ).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: key,
    });
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
