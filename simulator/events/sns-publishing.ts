import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishBatch } from './event-publisher.ts';

/** Time limit of a request; ms. A missing answer is retried, like every failure. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

/** Publishes to SNS at an endpoint, which may be a local engine that accepts any credentials. */
export const createSnsPublishing = (
  endpoint: string,
  region: string,
): { readonly publish: PublishBatch; readonly close: () => void } => {
  const client = new SNSClient({
    endpoint,
    region,
    maxAttempts: 1,
    requestHandler: timeouts,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const publish: PublishBatch = async (topicArn, messages) => {
    try {
      const answer = await client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: messages.map(({ subject, message }, index) => ({
            Id: String(index),
            Message: message,
            ...(subject === undefined ? {} : { Subject: subject }),
          })),
        }),
      );
      const succeeded = new Set((answer.Successful ?? []).map((entry) => entry.Id));
      return messages.map((_, index) => (succeeded.has(String(index)) ? 'published' : 'failed'));
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('NotFound'))
        return messages.map(() => 'no-such-topic');
      throw error;
    }
  };
  return { publish, close: () => client.destroy() };
};
