import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { payloadPrefix } from '../../email/object-prefixes.ts';
import { heldKey, heldPrefix, parseHeldKey } from '../../held/held-key.ts';
import type { FetchHeld, HoldMail, ListHeld, RemoveHeld } from '../../held/ports.ts';
import { inBucket, type PayloadBucket } from './payload-bucket.ts';

const json = 'application/json';

/** Stores held mail in the payload bucket under `held/`, where nothing expires. */
export const holdMailIn =
  (client: S3Client, bucket: PayloadBucket): HoldMail =>
  async (mail, text, group) => {
    await client.send(
      new PutObjectCommand({
        ...inBucket(bucket),
        Key: heldKey(mail),
        Body: text,
        ContentType: json,
        ...(group === undefined ? {} : { Metadata: { [groupName]: group } }),
      }),
    );
  };

/**
 * User-defined metadata of an object that carries the message's group: printable ASCII of at most
 * 128 characters, as SQS allows it.
 */
const groupName = 'message-group';

export interface HeldStore {
  readonly listHeld: ListHeld;
  readonly fetchHeld: FetchHeld;
  readonly removeHeld: RemoveHeld;
  readonly storePayload: (
    name: string,
    text: string,
  ) => Promise<{ readonly bucket: string; readonly key: string }>;
}

/** Lists, fetches and removes the mail that {@link holdMailIn} stores. */
export const heldStore = (client: S3Client, bucket: PayloadBucket): HeldStore => ({
  async *listHeld(selection, tellUnknown) {
    let from: string | undefined;
    do {
      const page: { Contents?: { Key?: string }[]; NextContinuationToken?: string } =
        await client.send(
          new ListObjectsV2Command({
            ...inBucket(bucket),
            Prefix: heldPrefix(selection),
            ContinuationToken: from,
          }),
        );
      for (const { Key } of page.Contents ?? []) {
        if (Key === undefined) continue;
        const mail = parseHeldKey(Key);
        if (mail === undefined) tellUnknown?.(Key);
        else if ((selection.messageId ?? mail.messageId) === mail.messageId) yield mail;
      }
      from = page.NextContinuationToken;
    } while (from !== undefined);
  },
  fetchHeld: async (mail) => {
    try {
      const { Body, Metadata } = await client.send(
        new GetObjectCommand({ ...inBucket(bucket), Key: heldKey(mail) }),
      );
      const text = await Body?.transformToString();
      return text === undefined ? undefined : { text, group: Metadata?.[groupName] };
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  },
  removeHeld: async (mail) => {
    await client.send(new DeleteObjectCommand({ ...inBucket(bucket), Key: heldKey(mail) }));
  },
  storePayload: async (name, text) => {
    const key = `${payloadPrefix}${name}`;
    await client.send(
      new PutObjectCommand({ ...inBucket(bucket), Key: key, Body: text, ContentType: json }),
    );
    return { bucket: bucket.name, key };
  },
});
