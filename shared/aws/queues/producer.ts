import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Lane } from '../../email/streams.ts';
import type { EnqueuePorts } from '../../enqueue/enqueue-emails.ts';
import { stageNames } from '../clients/stage-names.ts';
import { putBatchOn } from './enqueue.ts';
import { queueUrl } from './queue-url.ts';

/** Where a producer puts messages: a deployed stage, or queues and bucket by themselves. */
export type PipelinePlace =
  | { readonly stage: string }
  | {
      /** URLs, or names. */
      readonly queues: Readonly<Record<Lane, string>>;
      /** For messages of more than 1 MiB; without it they are refused. */
      readonly payloadBucket?: string | undefined;
    };

/** `https://sqs.eu-west-1.amazonaws.com/123456789012/name` → `123456789012`. */
const accountOf = (url: string): string => new URL(url).pathname.split('/')[1] ?? '';

/** What putting messages needs of SQS and S3. A queue's URL is looked up once; after a failure, again. */
export const producerPorts = (
  { sqs, s3 }: { readonly sqs: SQSClient; readonly s3: S3Client },
  place: PipelinePlace,
): Pick<EnqueuePorts, 'putBatch' | 'storePayload' | 'payloadBucket'> => {
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
  return {
    putBatch: (lane) => putBatchOn(sqs, () => urlOf(lane)),
    storePayload: async ({ bucket, key }, body) => {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: 'application/json',
        }),
      );
    },
    payloadBucket: async () => {
      if (!('stage' in place)) return place.payloadBucket;
      const region = await sqs.config.region();
      return `${stageNames(place.stage).payloadPrefix}${accountOf(await urlOf('transactional'))}-${region}`;
    },
  };
};
