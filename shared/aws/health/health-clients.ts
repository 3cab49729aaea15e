import { BudgetsClient } from '@aws-sdk/client-budgets';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { Connection } from '../clients/connect.ts';

/**
 * Time limits of one call; ms. The whole examination is bounded besides, so that a service which
 * does not answer costs a line of the report and no more.
 */
const limits = {
  connectionTimeout: 3_000,
  requestTimeout: 8_000,
  throwOnRequestTimeout: true,
} as const;

/**
 * Clients of every service that is looked at. They read only: no command of theirs that changes
 * anything is imported in this folder.
 */
export const healthClients = (connection: Connection) => {
  const { region, credentials } = connection;
  const common = {
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    requestHandler: limits,
  };
  const at = (endpoint: string | undefined, maxAttempts = 2) => ({
    ...common,
    maxAttempts,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const { sqsEndpoint, snsEndpoint, sesEndpoint, lambdaEndpoint, controlEndpoint } = connection;
  // SES answers one call of each operation a second: retries are made by `sesCalls`.
  return {
    sqs: new SQSClient(at(sqsEndpoint)),
    sns: new SNSClient(at(snsEndpoint)),
    ses: new SESClient(at(sesEndpoint, 1)),
    sesv2: new SESv2Client(at(sesEndpoint, 1)),
    lambda: new LambdaClient(at(lambdaEndpoint)),
    sts: new STSClient(at(controlEndpoint)),
    iam: new IAMClient(at(controlEndpoint)),
    kms: new KMSClient(at(controlEndpoint)),
    cloudwatch: new CloudWatchClient(at(controlEndpoint)),
    cloudformation: new CloudFormationClient(at(controlEndpoint)),
    budgets: new BudgetsClient(at(controlEndpoint)),
  };
};

export type HealthClients = ReturnType<typeof healthClients>;
