import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { FetchObject } from '../ports.ts';

/** Reads a whole object; undefined when there is none. */
export const fetchObject =
  (client: S3Client): FetchObject =>
  async (bucket, key) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
