import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Lane } from '../../email/streams.ts';
import type { EnqueuePorts } from '../../enqueue/enqueue-emails.ts';
import { fitsSes } from '../../enqueue/fits-ses.ts';
import { stageNames } from '../clients/stage-names.ts';
import { storePayload } from '../objects/store-payload.ts';
import { putBatchOn } from './enqueue.ts';
import { accountOfQueue, queueUrl } from './queue-url.ts';

/** Destination of a producer: a deployed stage, or queues and bucket individually. */
export type PipelinePlace =
  | { readonly stage: string }
  | {
      /** URLs or names of the queues. */
      readonly queues: Readonly<Record<Lane, string>>;
      /** Bucket for messages of more than 1 MiB; without it they are refused. */
      readonly payloadBucket?: string | undefined;
      /** AWS account that must own the bucket; by default that of the queues. */
      readonly payloadBucketOwner?: string | undefined;
    };

/**
 * Ports for enqueuing through SQS and S3. A queue's URL is looked up once, and again after a
 * failure.
 */
export const producerPorts = (
  { sqs, s3 }: { readonly sqs: SQSClient; readonly s3: S3Client },
  place: PipelinePlace,
): Pick<EnqueuePorts, 'putBatch' | 'storePayload' | 'payloadBucket' | 'fitsSes'> => {
  const names = 'stage' in place ? stageNames(place.stage).queues : place.queues;
  const urls = new Map<Lane, Promise<string>>();
  const urlOf = (lane: Lane): Promise<string> => {
    const known = urls.get(lane);
    if (known !== undefined) return known;
    const found = queueUrl(sqs, names[lane]);
    urls.set(lane, found);
    found.catch(() => urls.delete(lane));
    return found;
  };
  /** A producer may know, or have access to, the queue of bulk mail only. */
  const bucketOwner = async (): Promise<string | undefined> =>
    ('stage' in place ? undefined : place.payloadBucketOwner) ??
    accountOfQueue(await urlOf('transactional').catch(() => urlOf('bulk')));
  return {
    putBatch: (lane) => putBatchOn(sqs, () => urlOf(lane)),
    fitsSes,
    storePayload: storePayload(s3, bucketOwner),
    payloadBucket: async () => {
      if (!('stage' in place)) return place.payloadBucket;
      const account = accountOfQueue(await urlOf('transactional'));
      if (account === undefined)
        throw new Error('The URL of the transactional queue has no AWS account id.');
      return `${stageNames(place.stage).payloadPrefix}${account}-${await sqs.config.region()}`;
    },
  };
};
