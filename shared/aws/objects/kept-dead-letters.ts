import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { keptKey, keptPrefix, keptText } from '../../dead-letters/kept-dead-letter.ts';
import type { KeepPorts } from '../../retention/ports.ts';
import { inBucket, type PayloadBucket } from './payload-bucket.ts';

/**
 * Limit of pages, 1,000 names each, when dead letters are counted; a greater number is not needed.
 */
const mostPages = 10;

/** Stores dead letters in the payload bucket under `letters/`, where nothing expires. */
export const keepDeadLettersIn = (
  client: S3Client,
  bucket: PayloadBucket,
): Pick<KeepPorts, 'keepDeadLetter' | 'countKept'> => ({
  keepDeadLetter: async (deadLetter) => {
    await client.send(
      new PutObjectCommand({
        ...inBucket(bucket),
        Key: keptKey(deadLetter),
        Body: keptText(deadLetter),
        ContentType: 'application/json',
      }),
    );
  },
  countKept: () => countKept(client, bucket),
});

const countKept = async (client: S3Client, bucket: PayloadBucket): Promise<number> => {
  let count = 0;
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { KeyCount = 0, NextContinuationToken } = await client.send(
      new ListObjectsV2Command({
        ...inBucket(bucket),
        Prefix: keptPrefix(),
        ContinuationToken: from,
      }),
    );
    count += KeyCount;
    from = NextContinuationToken;
    if (from === undefined) break;
  }
  return count;
};
