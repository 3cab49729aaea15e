import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { FetchObject } from '../ports.ts';

/** Errors that the message's author has to mend; trying again would not help. */
const notForUs = ['NoSuchKey', 'NoSuchBucket', 'AccessDenied', 'PermanentRedirect', 'InvalidObjectState'];

/** Reads a whole object; undefined when there is none that the sender may read. */
export const fetchObject =
  (client: S3Client): FetchObject =>
  async (bucket, key) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof Error && notForUs.includes(error.name)) return undefined;
      throw error;
    }
  };
