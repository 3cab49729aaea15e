import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AccountFacts } from '../../deployment/account-facts.ts';
import type { ArtifactStore, FindExisting, Stacks } from '../../deployment/ports.ts';
import type { FindBindings, QueueCounts, Triggers } from '../../deployment/removal-ports.ts';
import type { WaitToAsk } from '../ses/ask-ses.ts';
import { accountFacts } from './account-facts.ts';
import { artifactStore } from './artifact-store.ts';
import { findBindings } from './find-bindings.ts';
import { findExisting } from './find-existing.ts';
import { findLogGroup, type LogsConnection } from './log-groups.ts';
import { queueCounts } from './queue-counts.ts';
import { stacks } from './stacks.ts';
import { triggers } from './triggers.ts';

/** What deploying and removing a stage ask of AWS. */
export interface DeploymentClients {
  readonly stacks: Stacks;
  readonly store: ArtifactStore;
  readonly account: AccountFacts;
  readonly findExisting: FindExisting;
  readonly queues: QueueCounts;
  readonly triggers: Triggers;
  /** @param account - that owns the stage */
  readonly findBindings: (account: string, wait: WaitToAsk) => FindBindings;
}

/** Region of the environment or of the AWS profile; undefined when neither names one. */
export const configuredRegion = async (): Promise<string | undefined> =>
  new STSClient().config.region().catch(() => undefined);

/**
 * Connects to the services of a region, with the credentials of the environment.
 *
 * @param environment - the SDK's own variables; `AWS_ENDPOINT_URL_S3` and such name other services
 *   than AWS's
 */
export const connectDeployment = (
  region: string,
  environment: Readonly<Record<string, string | undefined>>,
): DeploymentClients => {
  // A deployment asks much within a few minutes; the SDK waits longer after each throttled request.
  const options = { region, maxAttempts: 8 };
  const s3Endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const s3 = new S3Client({ ...options, forcePathStyle: s3Endpoint !== undefined });
  const sesv2 = new SESv2Client(options);
  // A queue lies where the endpoint says, whatever host its URL names.
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const lambda = new LambdaClient(options);
  const logs = logsConnection(region, environment);
  return {
    stacks: stacks(new CloudFormationClient(options)),
    store: artifactStore(s3),
    account: accountFacts({ lambda, sesv2, sts: new STSClient(options) }),
    findExisting: findExisting({
      ...{ s3, sesv2, sqs },
      dynamodb: new DynamoDBClient(options),
      kms: new KMSClient(options),
      findLogGroup: (name) => findLogGroup(logs, name),
    }),
    queues: queueCounts(sqs),
    triggers: triggers(lambda),
    findBindings: (account, wait) =>
      findBindings({
        ...{ sesv2, wait },
        iam: new IAMClient(options),
        configurationSetArn: (name) =>
          `arn:${partitionOf(region)}:ses:${region}:${account}:configuration-set/${name}`,
      }),
  };
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

const logsConnection = (
  region: string,
  environment: Readonly<Record<string, string | undefined>>,
): LogsConnection => {
  const endpoint = environment.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS ?? environment.AWS_ENDPOINT_URL;
  return {
    region,
    credentials: fromNodeProviderChain(),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
};
