import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { WorkerEnvironment } from './environment.ts';
import type { Statistics } from './statistics.ts';

/** The local engines take any credentials. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Next to the wire, so that each attempt of the SDK counts. */
const perAttempt = { step: 'deserialize', priority: 'low', name: 'countRequests' } as const;

/**
 * The SDK has 50 sockets, too few for a whole rate of 1000 in one process; whoever sends that much
 * raises them.
 */
const requestHandler = {
  httpAgent: { keepAlive: true, maxSockets: 500 },
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
};

/**
 * What a design may choose about its SES client; what is left out is the SDK's default, three
 * attempts in the standard mode.
 */
export interface SesRetries {
  readonly retryMode?: 'standard' | 'adaptive';
  readonly maxAttempts?: number;
}

/** The SES client as the documentation of the SDK makes it. */
export const sesClient = (
  { region, sesEndpoint }: WorkerEnvironment,
  retries: SesRetries = {},
): SESClient =>
  new SESClient({ region, endpoint: sesEndpoint, credentials, requestHandler, ...retries });

/** An SQS client whose requests are counted. */
export const sqsClient = (
  { region, sqsEndpoint }: WorkerEnvironment,
  statistics: Statistics,
): SQSClient => {
  const client = new SQSClient({ region, endpoint: sqsEndpoint, credentials });
  client.middlewareStack.add(
    (next) => (args) => {
      statistics.countSqsRequest();
      return next(args);
    },
    perAttempt,
  );
  return client;
};

/** A DynamoDB client for writes, each of which is counted. */
export const dynamodbClient = (
  { region, dynamodbEndpoint }: WorkerEnvironment,
  statistics: Statistics,
): DynamoDBClient => {
  const client = new DynamoDBClient({ region, endpoint: dynamodbEndpoint, credentials });
  client.middlewareStack.add(
    (next) => (args) => {
      statistics.countDynamoWrite();
      return next(args);
    },
    perAttempt,
  );
  return client;
};
