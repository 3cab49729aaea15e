import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { messageLimits } from '../../email/message-limits.ts';
import { isPayload } from '../../email/object-prefixes.ts';
import type { DiscardPayload, FetchObject } from '../../messages/queue-ports.ts';
import { inBucket, type PayloadBucket } from './payload-bucket.ts';

/** Errors that the message's author must fix; a retry would not help. */
const notForUs = [
  'NoSuchKey',
  'NoSuchBucket',
  'AccessDenied',
  'PermanentRedirect',
  'InvalidObjectState',
];

/** Reads a whole object, unless it is larger than any mail may be, which protects memory. */
export const fetchObject =
  (
    client: S3Client,
    payloadBucket?: PayloadBucket,
    limitBytes: number = messageLimits.attachmentBytes,
  ): FetchObject =>
  async (bucket, key, roomBytes = limitBytes) => {
    try {
      const { Body, ContentLength = 0 } = await client.send(
        new GetObjectCommand({
          ...inBucket(bucket === payloadBucket?.name ? payloadBucket : { name: bucket }),
          Key: key,
        }),
      );
      if (ContentLength > Math.min(limitBytes, roomBytes)) {
        // Ends the connection; otherwise the rest of the object would be read.
        if (Body instanceof Readable) Body.destroy();
        return ContentLength > limitBytes ? 'too-large' : { kind: 'no-room', bytes: ContentLength };
      }
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      if (error instanceof Error && notForUs.includes(error.name)) return undefined;
      throw error;
    }
  };

/** Deletes objects of finished messages, from the payload bucket only. */
export const discardPayloadOf =
  (client: S3Client, payloadBucket: PayloadBucket): DiscardPayload =>
  async (bucket, key) => {
    if (bucket !== payloadBucket.name || !isPayload(key)) return;
    await client.send(new DeleteObjectCommand({ ...inBucket(payloadBucket), Key: key }));
  };
