import type { SQSClient } from '@aws-sdk/client-sqs';
import type { PayloadBucket } from '../shared/aws/objects/payload-bucket.ts';
import { accountOfQueue, queueUrl } from '../shared/aws/queues/queue-url.ts';
import type { Target } from './target.ts';

/**
 * The payload bucket of a pipeline, and the account that must own it, which is taken from the URL
 * of its queues.
 */
export const payloadBucketOf = async (
  { payloads, queues }: Pick<Target, 'payloads' | 'queues'>,
  sqs: SQSClient,
): Promise<PayloadBucket> => {
  const owner = accountOfQueue(await queueUrl(sqs, queues.transactional));
  if (payloads.kind === 'bucket') return { name: payloads.name, owner };
  if (owner === undefined)
    throw new Error('The URL of the transactional queue does not name its account.');
  return { name: `${payloads.prefix}${owner}-${await sqs.config.region()}`, owner };
};
