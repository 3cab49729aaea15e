import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Options of a producer's connection. */
export interface ProducerConnection {
  readonly region?: string;
  readonly sqs?: SQSClient;
  readonly s3?: S3Client;
}

/**
 * The clients that a producer passes in, or clients that the SDK configures from the environment
 * and its profiles.
 */
export const connectProducer = ({
  region,
  sqs,
  s3,
}: ProducerConnection): { readonly sqs: SQSClient; readonly s3: S3Client } => {
  const options = region === undefined ? {} : { region };
  return { sqs: sqs ?? new SQSClient(options), s3: s3 ?? new S3Client(options) };
};
