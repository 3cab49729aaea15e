import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand, HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetConfigurationSetCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Existing, FindExisting, Wanted } from '../../deployment/ports.ts';
import type { LogGroup } from './log-groups.ts';

/** Clients of the services that may hold what a stack wants. */
export interface ExistingClients {
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly sesv2: SESv2Client;
  readonly sqs: SQSClient;
  readonly findLogGroup: (name: string) => Promise<LogGroup | undefined>;
}

/**
 * Finds what the account has of the kind and name of a wanted resource. A lookup that AWS refuses or
 * does not answer rejects: "not permitted" is not "not there".
 */
export const findExisting =
  (clients: ExistingClients): FindExisting =>
  async (wanted) => {
    const find = finders[wanted.type];
    return find === undefined ? undefined : unlessMissing(find(clients, wanted));
  };

type Finder = (clients: ExistingClients, wanted: Wanted) => Promise<Existing | undefined>;

const wantedKeys = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
});

const findTable: Finder = async ({ dynamodb }, { name, properties }) => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const schema = (keys: readonly { AttributeName?: string; KeyType?: string }[] | undefined) =>
    JSON.stringify(keys?.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]));
  const hasOurKeys = schema(Table?.KeySchema) === schema(z.parse(wantedKeys, properties).KeySchema);
  const status = Table?.TableStatus;
  return {
    identifier: { TableName: name },
    key: Table?.SSEDescription?.KMSMasterKeyArn,
    obstacle: !hasOurKeys
      ? 'a table of this name has other keys, so it is not a table of this pipeline. Rename or delete it, or deploy another stage.'
      : status === 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'
        ? `its key is disabled or about to be deleted. If it is: aws kms cancel-key-deletion --key-id ${Table?.SSEDescription?.KMSMasterKeyArn ?? ''}`
        : status === 'ACTIVE'
          ? undefined
          : `it is ${status}. Wait until it is ACTIVE or gone, then run this command again.`,
  };
};

const findQueue: Finder = async ({ sqs }, { name }) => {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['KmsMasterKeyId'] }),
  );
  return {
    identifier: { QueueUrl },
    key: customerKey(Attributes?.KmsMasterKeyId),
    obstacle: undefined,
  };
};

const findBucket: Finder = async ({ s3 }, { name }) => {
  await s3.send(new HeadBucketCommand({ Bucket: name }));
  const encryption = await unlessMissing(s3.send(new GetBucketEncryptionCommand({ Bucket: name })));
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0];
  return {
    identifier: { BucketName: name },
    key: customerKey(rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID),
    obstacle: undefined,
  };
};

const findLogs: Finder = async ({ findLogGroup }, { name }) => {
  const group = await findLogGroup(name);
  if (group === undefined) return undefined;
  return { identifier: { LogGroupName: name }, key: group.kmsKeyId, obstacle: undefined };
};

const findConfigurationSet: Finder = async ({ sesv2 }, { name }) => {
  await sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: name }));
  return { identifier: { Name: name }, key: undefined, obstacle: undefined };
};

/** The name of a wanted key is its ARN or id. */
const findKey: Finder = async ({ kms }, { name }) => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: name }));
  if (KeyMetadata?.KeyManager !== 'CUSTOMER') return undefined;
  return {
    identifier: { KeyId: KeyMetadata.KeyId ?? name },
    key: undefined,
    obstacle:
      KeyMetadata.KeyState === 'Enabled'
        ? undefined
        : `it is ${KeyMetadata.KeyState}, and all that it encrypts is lost with it. Restore it: aws kms cancel-key-deletion --key-id ${name}, then aws kms enable-key --key-id ${name}`,
  };
};

const finders: Readonly<Record<string, Finder>> = {
  'AWS::DynamoDB::Table': findTable,
  'AWS::SQS::Queue': findQueue,
  'AWS::S3::Bucket': findBucket,
  'AWS::Logs::LogGroup': findLogs,
  'AWS::SES::ConfigurationSet': findConfigurationSet,
  'AWS::KMS::Key': findKey,
};

/** Keys that a service owns have an alias of AWS. */
const customerKey = (key: string | undefined): string | undefined =>
  key === undefined || key.startsWith('alias/aws/') ? undefined : key;

const missing: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NotFound',
  'NoSuchBucket',
  'ServerSideEncryptionConfigurationNotFoundError',
  'NotFoundException',
]);

const unlessMissing = async <Output>(asked: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && missing.has(error.name)) return undefined;
    throw error;
  }
};
