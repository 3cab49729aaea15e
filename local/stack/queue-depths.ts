import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Messages in a queue. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * Reads the depth of each queue.
 *
 * @param queues - URLs by name
 */
export const readQueueDepths = async (
  sqs: SQSClient,
  queues: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, QueueDepth>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(queues).map(
        async ([name, url]) => [name, await readQueueDepth(sqs, url)] as const,
      ),
    ),
  );

const readQueueDepth = async (sqs: SQSClient, QueueUrl: string): Promise<QueueDepth> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
};
