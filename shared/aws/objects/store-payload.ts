import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StoredPayload } from '../../enqueue/plan-email.ts';
import { inBucket } from './payload-bucket.ts';

/**
 * Stores the text of a message that is too big for a queue.
 *
 * @param owner - AWS account that must own the bucket; undefined when it is not known
 */
export const storePayload =
  (s3: S3Client, owner: () => Promise<string | undefined>) =>
  async ({ bucket, key }: StoredPayload, body: string): Promise<void> => {
    await s3.send(
      new PutObjectCommand({
        ...inBucket({ name: bucket, owner: await owner() }),
        Key: key,
        Body: body,
        ContentType: 'application/json',
      }),
    );
  };
