import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Documents, documentsOf } from '../dynamodb/documents.ts';

/**
 * Where the services are; what is left out the SDK finds as it always does, in the environment and
 * its profiles.
 */
export interface Connection {
  readonly region?: string;
  readonly sqsEndpoint?: string;
  readonly dynamodbEndpoint?: string;
  readonly s3Endpoint?: string;
  readonly sesEndpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Clients {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  /** The tables, through `dynamodb`. */
  readonly documents: Documents;
}

/** Options of a client of the SDK. */
const clientOptions = ({ region, credentials }: Connection, endpoint: string | undefined) => ({
  maxAttempts: 3,
  ...(region === undefined ? {} : { region }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(endpoint === undefined ? {} : { endpoint }),
});

/** A client of S3, for the few programs that need one. */
export const connectObjects = (connection: Connection): S3Client =>
  new S3Client(clientOptions(connection, connection.s3Endpoint));

/**
 * A client of SES's control API that asks once, for SES allows one question a second: whoever asks
 * waits for their turn.
 */
export const connectSes = (connection: Connection): SESv2Client =>
  new SESv2Client({ ...clientOptions(connection, connection.sesEndpoint), maxAttempts: 1 });

/** Clients for a program that is no function: it gives up soon when nobody answers. */
export const connect = (connection: Connection): Clients => {
  const at = (endpoint: string | undefined) => clientOptions(connection, endpoint);
  const { sqsEndpoint, dynamodbEndpoint } = connection;
  const dynamodb = new DynamoDBClient(at(dynamodbEndpoint));
  return { sqs: new SQSClient(at(sqsEndpoint)), dynamodb, documents: documentsOf(dynamodb) };
};
