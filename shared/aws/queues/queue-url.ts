import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** The URL of a queue, asked for when only its name is known. Rejects with `QueueDoesNotExist` when there is no such queue. */
export const queueUrl = async (client: SQSClient, urlOrName: string): Promise<string> => {
  if (/^https?:\/\//.test(urlOrName)) return urlOrName;
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: urlOrName }));
  if (QueueUrl === undefined) throw new Error(`SQS gives no URL for queue ${urlOrName}.`);
  return QueueUrl;
};
