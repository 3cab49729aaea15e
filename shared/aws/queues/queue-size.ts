import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/**
 * Number of messages on a queue, including those that are hidden while somebody works on them.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export const queueSize =
  (client: SQSClient, queueUrl: string): (() => Promise<number>) =>
  async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...counts] }),
    );
    const sizes = counts.map((name) => Number(Attributes?.[name]));
    const size = sizes.reduce((sum, count) => sum + count, 0);
    if (Number.isNaN(size)) throw new Error('SQS does not tell how many messages a queue holds.');
    return size;
  };
