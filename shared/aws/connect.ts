import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Where the services are; what is left out the SDK finds as it always does, in the environment and its profiles. */
export interface Connection {
  readonly region?: string;
  readonly sqsEndpoint?: string;
  readonly dynamodbEndpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Clients {
  readonly sqs: SQSClient;
  readonly documents: DynamoDBDocumentClient;
}

/** Clients for a program that is no function: it gives up soon when nobody answers. */
export const connect = ({ region, sqsEndpoint, dynamodbEndpoint, credentials }: Connection): Clients => {
  const common = { maxAttempts: 3, ...(region === undefined ? {} : { region }), ...(credentials === undefined ? {} : { credentials }) };
  const at = (endpoint: string | undefined) => ({ ...common, ...(endpoint === undefined ? {} : { endpoint }) });
  return {
    sqs: new SQSClient(at(sqsEndpoint)),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(at(dynamodbEndpoint)), { marshallOptions: { removeUndefinedValues: true } }),
  };
};
