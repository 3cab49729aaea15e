import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Documents, documentsOf } from '../dynamodb/documents.ts';

/**
 * Region, credentials and endpoints of the services. For what is absent the SDK uses the
 * environment and its profiles.
 */
export interface Connection {
  readonly region?: string;
  readonly sqsEndpoint?: string;
  readonly dynamodbEndpoint?: string;
  readonly s3Endpoint?: string;
  readonly sesEndpoint?: string;
  readonly snsEndpoint?: string;
  readonly lambdaEndpoint?: string;
  /** STS, IAM, KMS, CloudWatch, CloudFormation and Budgets of a local stack. */
  readonly controlEndpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Clients {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  /** Document client over `dynamodb`. */
  readonly documents: Documents;
}

/** Clients for a program that is no Lambda function, with short time-outs when nobody answers. */
export const connect = (connection: Connection): Clients => {
  const at = (endpoint: string | undefined) => clientOptions(connection, endpoint);
  const { sqsEndpoint, dynamodbEndpoint } = connection;
  const dynamodb = new DynamoDBClient(at(dynamodbEndpoint));
  return { sqs: new SQSClient(at(sqsEndpoint)), dynamodb, documents: documentsOf(dynamodb) };
};

/** Options of an SDK client. */
export const clientOptions = (
  { region, credentials }: Connection,
  endpoint: string | undefined,
) => ({
  maxAttempts: 3,
  ...(region === undefined ? {} : { region }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(endpoint === undefined ? {} : { endpoint }),
});

/** S3 client, for the few programs that need one. */
export const connectObjects = (connection: Connection): S3Client =>
  new S3Client(clientOptions(connection, connection.s3Endpoint));

/**
 * Client of SES's control API, without retries: SES allows one request a second, so callers queue
 * instead.
 */
export const connectSes = (connection: Connection): SESv2Client =>
  new SESv2Client({ ...clientOptions(connection, connection.sesEndpoint), maxAttempts: 1 });
