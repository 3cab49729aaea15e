import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * URL of a queue; looked up when only the name is given. Rejects with `QueueDoesNotExist` when
 * there is no such queue.
 */
export const queueUrl = async (client: SQSClient, urlOrName: string): Promise<string> => {
  if (/^https?:\/\//.test(urlOrName)) return urlOrName;
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: urlOrName }));
  if (QueueUrl === undefined) throw new Error(`SQS gives no URL for queue ${urlOrName}.`);
  return QueueUrl;
};

/**
 * AWS account id in a queue's URL; undefined when there is none.
 *
 * `https://sqs.eu-west-1.amazonaws.com/123456789012/name` → `123456789012`
 */
export const accountOfQueue = (url: string): string | undefined => {
  const [, account = ''] = new URL(url).pathname.split('/');
  return /^\d{12}$/.test(account) ? account : undefined;
};
